package io.sidecore.vhostuser.server;

import io.sidecore.vhostuser.port.PlaceFile;
import io.sidecore.vhostuser.protocol.ProtocolException;
import io.sidecore.vhostuser.ring.DeviceRing;
import io.sidecore.vhostuser.ring.GuestMemory;
import io.sidecore.vhostuser.ring.InflightPlace;
import io.sidecore.vhostuser.ring.KeptPlace;
import io.sidecore.vhostuser.ring.PackedLayout;
import io.sidecore.vhostuser.ring.PackedRing;
import io.sidecore.vhostuser.ring.RingFeatures;
import io.sidecore.vhostuser.ring.RingPlace;
import io.sidecore.vhostuser.ring.SplitLayout;
import io.sidecore.vhostuser.ring.SplitRing;
import io.sidecore.vhostuser.sys.EventFd;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a frontend has said of one virtqueue so far, message by message. Used by the connection's thread only; a queue in
 * service has copies.
 */
final class QueueSetup implements AutoCloseable {

    /** In SET_VRING_ADDR: note writes to the used ring in the dirty log. */
    private static final int LOG = 1;

    private int size;
    private int base;
    private int toldBase;
    private boolean addressed;
    private long descriptors;
    private long avail;
    private long used;
    private long usedLogAddress = RingPlace.NOT_LOGGED;
    private boolean started;
    private boolean enabled;
    private boolean wasEnabled;
    private @Nullable EventFd kick;
    private @Nullable EventFd call;
    private @Nullable EventFd error;

    void setSize(int newSize) {
        if (newSize < 1 || newSize > SplitLayout.MAX_SIZE) {
            throw new ProtocolException("SET_VRING_NUM of " + Integer.toUnsignedString(newSize) + ", want 1 to "
                    + SplitLayout.MAX_SIZE + ", for a split ring a power of two");
        }
        size = newSize;
    }

    /** What the frontend knows of the ring: a base as in {@link #setBase}. */
    void tellBase(int newBase) {
        toldBase = newBase;
        base = newBase;
    }

    /** 16 bits for a split ring, 32 for a packed one, as {@link DeviceRing#base} tells. */
    void setBase(int newBase) {
        base = newBase;
    }

    int base() {
        return base;
    }

    /** The frontend's own addresses of the three parts; and the guest's of the used ring in the dirty log. */
    void setAddresses(int flags, long newDescriptors, long newUsed, long newAvail, long log) {
        if ((newDescriptors & 15) != 0 || (newUsed & 3) != 0 || (newAvail & 1) != 0) {
            throw new ProtocolException("SET_VRING_ADDR of a ring that is not aligned: descriptors 0x"
                    + Long.toHexString(newDescriptors) + ", used 0x" + Long.toHexString(newUsed) + ", available 0x"
                    + Long.toHexString(newAvail) + " (want multiples of 16, 4 and 2)");
        }
        descriptors = newDescriptors;
        used = newUsed;
        avail = newAvail;
        usedLogAddress = (flags & LOG) != 0 ? log : RingPlace.NOT_LOGGED;
        addressed = true;
    }

    void setEnabled(boolean enable) {
        wasEnabled = (wasEnabled || enabled) && !enable;
        enabled = enable;
    }

    /** The frontend wants the queue served from now on; {@code newKick} is null if it wants to be polled. */
    void start(@Nullable EventFd newKick) {
        close(kick);
        kick = newKick;
        started = true;
    }

    void stop(int nextAvail) {
        base = nextAvail;
        started = false;
        close(kick);
        kick = null;
    }

    /** As before the first message, but for what the frontend wants to be told at. */
    void reset() {
        stop(0);
        size = 0;
        addressed = false;
        enabled = false;
        wasEnabled = false;
    }

    /** Replaces where the guest is called; returns the old one, to be closed when nobody uses it any more. */
    @Nullable
    EventFd replaceCall(@Nullable EventFd newCall) {
        EventFd old = call;
        call = newCall;
        return old;
    }

    /** Where the frontend is told that the queue has been stopped as broken. */
    void setError(@Nullable EventFd newError) {
        close(error);
        error = newError;
    }

    void signalError() {
        if (error != null) {
            error.signal();
        }
    }

    @Nullable
    EventFd kick() {
        return kick;
    }

    @Nullable
    EventFd call() {
        return call;
    }

    /** How the queue is to be served; empty if it is not, or not all is said that is needed for it. */
    Optional<VirtioDevice.QueueState> state(boolean enabledByDefault) {
        if (!started || size == 0 || !addressed) {
            return Optional.empty();
        }
        if (enabled || enabledByDefault) {
            return Optional.of(VirtioDevice.QueueState.ENABLED);
        }
        return wasEnabled ? Optional.of(VirtioDevice.QueueState.DISABLED) : Optional.empty();
    }

    /**
     * The ring as the frontend placed it.
     *
     * @param inflight where what is in flight is noted; null for nowhere
     * @param place where we note ourselves how far a packed ring is served; null for nowhere
     * @throws io.sidecore.vhostuser.ring.RingException if a part of it is not in the shared memory
     */
    DeviceRing ring(
            GuestMemory memory, RingFeatures features, @Nullable InflightPlace inflight, @Nullable PlaceFile place) {
        if (!features.packed()) {
            return splitRing(memory, features, inflight);
        }
        KeptPlace kept = place == null || inflight != null ? null : place.open(toldBase);
        return packedRing(memory, features, inflight, kept);
    }

    private DeviceRing splitRing(GuestMemory memory, RingFeatures features, @Nullable InflightPlace inflight) {
        if (Integer.bitCount(size) != 1) {
            throw new ProtocolException("SET_VRING_NUM of " + size + " for a split ring, want a power of two");
        }
        if (base < 0 || base > 0xffff) {
            throw new ProtocolException(
                    "SET_VRING_BASE of " + Integer.toUnsignedString(base) + " for a split ring, want at most 65535");
        }
        RingPlace place = new RingPlace(
                size,
                memory.hostAddressOfUser(descriptors, SplitLayout.descriptorBytes(size), 16),
                memory.hostAddressOfUser(avail, SplitLayout.availBytes(size), 2),
                memory.hostAddressOfUser(used, SplitLayout.usedBytes(size), 4),
                usedLogAddress);
        return new SplitRing(memory, place, base, features, inflight);
    }

    private DeviceRing packedRing(
            GuestMemory memory, RingFeatures features, @Nullable InflightPlace inflight, @Nullable KeptPlace kept) {
        RingPlace place = new RingPlace(
                size,
                memory.hostAddressOfUser(descriptors, PackedLayout.descriptorBytes(size), 16),
                memory.hostAddressOfUser(avail, PackedLayout.EVENT_BYTES, 4),
                memory.hostAddressOfUser(used, PackedLayout.EVENT_BYTES, 4),
                usedLogAddress);
        return new PackedRing(memory, place, base, features, inflight, kept);
    }

    private static void close(@Nullable EventFd fd) {
        if (fd != null) {
            fd.close();
        }
    }

    @Override
    public void close() {
        close(kick);
        close(call);
        close(error);
        kick = null;
        call = null;
        error = null;
    }
}
