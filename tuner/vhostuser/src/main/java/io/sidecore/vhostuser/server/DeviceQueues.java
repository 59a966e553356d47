package io.sidecore.vhostuser.server;

import io.sidecore.vhostuser.port.PlaceFile;
import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.ProtocolException;
import io.sidecore.vhostuser.ring.DeviceRing;
import io.sidecore.vhostuser.ring.DirtyLog;
import io.sidecore.vhostuser.ring.GuestMemory;
import io.sidecore.vhostuser.ring.InflightPlace;
import io.sidecore.vhostuser.ring.RingException;
import io.sidecore.vhostuser.ring.RingFeatures;
import io.sidecore.vhostuser.sys.EventFd;
import io.sidecore.vhostuser.worker.Crew;
import io.sidecore.vhostuser.worker.Device;
import io.sidecore.vhostuser.worker.RingQueue;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The queues and the memory of one connection. Used by the connection's thread only. Whatever a worker could be using is
 * replaced only while the queue is out of service.
 */
final class DeviceQueues implements AutoCloseable {

    private final Crew crew;
    private final VirtioDevice kind;
    private final Device device;
    private final LongConsumer onRing;
    private final QueueSetup[] setups;
    private final @Nullable RingQueue[] inService;
    private long features;
    private @Nullable DirtyLog dirtyLog;

    /** Read by workers, too. */
    private volatile @Nullable InflightFile inflight;

    /** Something is in flight that may still write to the memory, and nothing can be done about it. */
    private boolean stuck;

    /** Read by workers when memory faults. */
    private volatile @Nullable GuestMemory memory;

    /** @param onRing told where a ring is, in addresses of ours, before it is served */
    DeviceQueues(Crew crew, VirtioDevice kind, Device device, LongConsumer onRing) {
        this.onRing = onRing;
        this.crew = crew;
        this.kind = kind;
        this.device = device;
        this.setups = new QueueSetup[kind.queues()];
        for (int i = 0; i < setups.length; i++) {
            setups[i] = new QueueSetup();
        }
        this.inService = new RingQueue[setups.length];
    }

    int checkIndex(Message message, int index) {
        if (index < 0 || index >= setups.length) {
            throw new ProtocolException(message.name() + " for queue " + Integer.toUnsignedString(index)
                    + ", want 0 to " + (setups.length - 1));
        }
        return index;
    }

    RingFeatures features() {
        return new RingFeatures(features);
    }

    int count() {
        return setups.length;
    }

    void setFeatures(long acknowledged) {
        change(() -> {
            features = acknowledged;
            logIfWanted();
        });
    }

    /** Whatever is written from now on is noted there, if the feature LOG_ALL is on. */
    void setDirtyLog(DirtyLog log) {
        change(() -> {
            DirtyLog old = dirtyLog;
            dirtyLog = log;
            logIfWanted();
            if (old != null) {
                old.close();
            }
        });
    }

    private void logIfWanted() {
        GuestMemory current = memory;
        if (current != null) {
            current.setDirtyLog((features & Features.LOG_ALL) != 0 ? dirtyLog : null);
        }
    }

    /** Notes what is in flight there from now on, and goes on with what an earlier backend noted. */
    void setInflight(InflightFile file) {
        change(() -> {
            InflightFile old = inflight;
            inflight = file;
            if (old != null) {
                old.close();
            }
        });
    }

    void setMemory(GuestMemory newMemory) {
        change(() -> {
            GuestMemory old = memory;
            memory = newMemory;
            logIfWanted();
            if (old != null) {
                old.close();
            }
        });
    }

    /**
     * Replaces the memory by one that goes on with its regions. A ring in what was taken back is out of service until it is
     * shared again: a frontend changes a region by taking it back first.
     */
    void changeMemory(UnaryOperator<@Nullable GuestMemory> successor) {
        takeAllOut();
        memory = successor.apply(memory);
        logIfWanted();
        for (int i = 0; i < setups.length; i++) {
            try {
                bringIn(i);
            } catch (RingException e) {
                // its ring is in none of the regions; another may bring it
            }
        }
    }

    /** How much of our address space the memory takes. */
    long mappedBytes() {
        GuestMemory current = memory;
        return current == null ? 0 : current.mappedBytes();
    }

    void enable(int queue, boolean enabled) {
        change(queue, setup -> setup.setEnabled(enabled));
        if (!enabled) {
            kind.disabled(queue);
        }
    }

    void announce(long mac) {
        crew.undisturbed(() -> kind.announce(mac));
    }

    void change(int queue, Consumer<QueueSetup> change) {
        takeOut(queue);
        change.accept(setups[queue]);
        bringIn(queue);
    }

    void start(int queue, @Nullable EventFd kick) {
        change(queue, setup -> setup.start(kick));
    }

    /** Returns where the ring has come to: what a later SET_VRING_BASE says. */
    int stop(int queue) {
        boolean wasServed = inService[queue] != null;
        change(queue, setup -> setup.stop(setup.base()));
        if (wasServed) { // else the notes may be those of an earlier backend, which are still to be read
            forget(queue);
        }
        return setups[queue].base();
    }

    /** The frontend knows where the ring stands, or has given it up. */
    private void forget(int queue) {
        InflightFile file = inflight;
        if (file != null) {
            file.forget(queue);
        }
        PlaceFile place = kind.place(queue);
        if (place != null) {
            place.forget();
        }
    }

    void stopAll() {
        for (int i = 0; i < setups.length; i++) {
            stop(i);
        }
    }

    void resetAll() {
        for (int i = 0; i < setups.length; i++) {
            change(i, QueueSetup::reset);
            forget(i);
            kind.disabled(i);
        }
    }

    void setCall(int queue, @Nullable EventFd call) {
        EventFd old = setups[queue].replaceCall(call);
        RingQueue served = inService[queue];
        if (served != null) {
            crew.change(served, () -> served.setCall(call));
        }
        if (old != null) {
            old.close();
        }
    }

    void setError(int queue, @Nullable EventFd error) {
        setups[queue].setError(error);
    }

    boolean isMemoryTruncated() {
        GuestMemory current = memory;
        InflightFile file = inflight;
        return (current != null && current.isTruncated()) || (file != null && file.isTruncated());
    }

    private void change(Runnable change) {
        takeAllOut();
        change.run();
        for (int i = 0; i < setups.length; i++) {
            bringIn(i);
        }
    }

    private void takeAllOut() {
        for (int i = 0; i < setups.length; i++) {
            takeOut(i);
        }
    }

    private void takeOut(int index) {
        RingQueue queue = inService[index];
        if (queue == null) {
            return;
        }
        boolean ended = crew.stop(queue);
        inService[index] = null;
        setups[index].setBase(queue.ring().base());
        kind.stopped(queue);
        if (!ended) {
            stuck = true;
            throw new IllegalStateException(
                    queue.id() + ": what it has in flight does not end, so its guest's memory stays mapped for ever");
        }
    }

    private void bringIn(int index) {
        GuestMemory current = memory;
        QueueSetup setup = setups[index];
        if (current == null) {
            return;
        }
        setup.state((features & Features.PROTOCOL_FEATURES) == 0).ifPresent(state -> {
            InflightPlace notes = inflight == null ? null : inflight.place(index);
            DeviceRing ring = setup.ring(current, features(), notes, kind.place(index));
            onRing.accept(ring.address());
            RingQueue queue = kind.create(index, ring, device, state);
            if (queue == null) {
                return;
            }
            queue.setKick(setup.kick());
            queue.setCall(setup.call());
            inService[index] = queue;
            crew.start(queue);
            kind.started(queue);
        });
    }

    /** @param failed whether it ends because something is wrong with the device */
    void close(boolean failed) {
        try {
            for (int i = 0; i < setups.length; i++) {
                takeOut(i);
            }
        } finally {
            for (QueueSetup setup : setups) {
                if (failed) {
                    setup.signalError();
                }
                setup.close();
            }
            closeMemory();
        }
    }

    private void closeMemory() {
        GuestMemory current = memory;
        memory = null;
        if (current != null && !stuck) {
            current.close();
        }
        if (dirtyLog != null) {
            dirtyLog.close();
        }
        if (inflight != null) {
            inflight.close();
        }
    }

    @Override
    public void close() {
        close(false);
    }
}
