package io.sidecore.vhostuser.server;

import io.sidecore.vhostuser.protocol.ProtocolException;
import io.sidecore.vhostuser.ring.DeviceRing;
import io.sidecore.vhostuser.ring.GuestMemory;
import io.sidecore.vhostuser.ring.RingFeatures;
import io.sidecore.vhostuser.ring.SplitLayout;
import io.sidecore.vhostuser.sys.EventFd;
import org.jspecify.annotations.Nullable;

/**
 * What a frontend has said of one virtqueue so far, message by message. Used by the connection's thread only; a queue in
 * service has copies.
 */
final class QueueSetup implements AutoCloseable {

    private int size;
    private int base;
    private boolean addressed;
    private long descriptors;
    private long avail;
    private long used;
    private boolean started;
    private boolean enabled;
    private @Nullable EventFd kick;
    private @Nullable EventFd call;

    void setSize(int newSize) {
        if (newSize < 1 || newSize > SplitLayout.MAX_SIZE || Integer.bitCount(newSize) != 1) {
            throw new ProtocolException("SET_VRING_NUM of " + Integer.toUnsignedString(newSize)
                    + ", want a power of two up to " + SplitLayout.MAX_SIZE);
        }
        size = newSize;
    }

    void setBase(int newBase) {
        if (newBase < 0 || newBase > 0xffff) {
            throw new ProtocolException(
                    "SET_VRING_BASE of " + Integer.toUnsignedString(newBase) + ", want at most 65535");
        }
        base = newBase;
    }

    int base() {
        return base;
    }

    /** The frontend's own addresses of the three parts. */
    void setAddresses(long newDescriptors, long newUsed, long newAvail) {
        if ((newDescriptors & 15) != 0 || (newUsed & 3) != 0 || (newAvail & 1) != 0) {
            throw new ProtocolException("SET_VRING_ADDR of a ring that is not aligned: descriptors 0x"
                    + Long.toHexString(newDescriptors) + ", used 0x" + Long.toHexString(newUsed) + ", available 0x"
                    + Long.toHexString(newAvail) + " (want multiples of 16, 4 and 2)");
        }
        descriptors = newDescriptors;
        used = newUsed;
        avail = newAvail;
        addressed = true;
    }

    void setEnabled(boolean enable) {
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

    /** Replaces where the guest is called; returns the old one, to be closed when nobody uses it any more. */
    @Nullable
    EventFd replaceCall(@Nullable EventFd newCall) {
        EventFd old = call;
        call = newCall;
        return old;
    }

    @Nullable
    EventFd kick() {
        return kick;
    }

    @Nullable
    EventFd call() {
        return call;
    }

    /** Whether all is said that is needed to serve it. */
    boolean isReady(boolean enabledByDefault) {
        return started && (enabled || enabledByDefault) && size > 0 && addressed;
    }

    int size() {
        return size;
    }

    /**
     * The ring as the frontend placed it.
     *
     * @throws io.sidecore.vhostuser.ring.RingException if a part of it is not in the shared memory
     */
    DeviceRing ring(GuestMemory memory, RingFeatures features) {
        return new DeviceRing(
                memory,
                size,
                memory.hostAddressOfUser(descriptors, SplitLayout.descriptorBytes(size), 16),
                memory.hostAddressOfUser(avail, SplitLayout.availBytes(size), 2),
                memory.hostAddressOfUser(used, SplitLayout.usedBytes(size), 4),
                base,
                features);
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
        kick = null;
        call = null;
    }
}
