package io.sidecore.vhostuser.worker;

import io.sidecore.collector.counters.WorkerCounter;
import io.sidecore.vhostuser.counters.WorkerRecord;
import io.sidecore.vhostuser.sys.Doorbell;
import io.sidecore.vhostuser.sys.Epoll;
import io.sidecore.vhostuser.sys.EventFd;
import io.sidecore.vhostuser.sys.RawMemory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * How a worker waits for a kick, or for something to be done that it began, and is woken by other threads. The order of steps matters:
 *
 * <pre>
 * worker    sleeping = true; fence; look for commands and work; wait
 * others    give work;       fence; if (sleeping) signal
 * </pre>
 *
 * so that either the worker sees the work, or the other sees that it sleeps.
 */
final class Sleeper implements AutoCloseable {

    private static final long WAKE = -1;
    /** With the slot of a queue: its other descriptor. */
    private static final long COMPLETION = 1L << 32;

    private static final int MAX_READY = 64;

    /** How long a worker sleeps at most if a guest of its does not kick at all and wants to be polled. */
    private static final int NO_KICK_MILLIS = 1;

    private final Virtqueue[] bySlot;
    private final WorkerRecord counters;
    private final Faults faults;
    private final Grip grip;
    private volatile Epoll epoll = new Epoll(MAX_READY);
    private final EventFd wake = EventFd.create();
    private final AtomicBoolean sleeping = new AtomicBoolean();

    /** How many descriptors were found readable, and which of them is next; a fault may cut short that they are read. */
    private int ready;

    private int nextReady;

    /** The queue whose memory is being touched. */
    private @Nullable Virtqueue atHand;

    /** @param bySlot the queue in each slot of the counter file, of all workers */
    Sleeper(Virtqueue[] bySlot, WorkerRecord counters, Faults faults, Grip grip) {
        this.grip = grip;
        this.bySlot = bySlot;
        this.counters = counters;
        this.faults = faults;
        epoll.add(wake.number(), WAKE);
    }

    void add(Virtqueue queue) {
        Doorbell kick = queue.kick();
        if (kick != null) {
            epoll.add(kick.number(), queue.counters().slot());
        }
        if (queue.completionFd() != Virtqueue.NO_FD) {
            epoll.add(queue.completionFd(), COMPLETION | queue.counters().slot());
        }
    }

    /** One that the worker shares with others; any thread. The kernel wakes one of those that wait for it. */
    void addShared(Virtqueue queue) {
        Doorbell kick = queue.kick();
        if (kick != null) {
            epoll.addExclusively(kick.number(), queue.counters().slot());
        }
        if (queue.completionFd() != Virtqueue.NO_FD) {
            epoll.addExclusively(
                    queue.completionFd(), COMPLETION | queue.counters().slot());
        }
    }

    /** Any thread, if it is shared. */
    void remove(Virtqueue queue) {
        Doorbell kick = queue.kick();
        if (kick != null) {
            epoll.remove(kick.number());
        }
        if (queue.completionFd() != Virtqueue.NO_FD) {
            epoll.remove(queue.completionFd());
        }
    }

    /**
     * Waits for kicks of these queues only, whatever was added before: others were taken away, and what they were waited
     * for by may have been closed.
     */
    void keepOnly(Virtqueue[] queues) {
        epoll.close();
        epoll = new Epoll(MAX_READY);
        nextReady = ready;
        epoll.add(wake.number(), WAKE);
        for (Virtqueue queue : queues) {
            add(queue);
        }
    }

    /** Whether it waits for a kick, or is just about to, or just back; from any thread. */
    boolean isSleeping() {
        return sleeping.get();
    }

    void wake() {
        RawMemory.fullFence();
        wakeIfSleeping();
    }

    /** The same without the fence; returns whether it slept, and nobody has woken it before. */
    boolean wakeIfSleeping() {
        boolean wakes = sleeping.get() && sleeping.compareAndSet(true, false);
        if (wakes) {
            try {
                wake.signal();
            } catch (InternalError e) { // a fault of a guest's memory that surfaced just here: nobody else would signal
                wake.signal();
                throw e;
            }
        }
        return wakes;
    }

    /** The queue at which a fault surfaced in {@link #sleepUnless}; null if at none. */
    @Nullable
    Virtqueue atHand() {
        return atHand;
    }

    /**
     * Sleeps until a kick or {@link #wake}, unless there is something to do; returns whether it slept.
     *
     * @param queues the worker's own
     * @param shared where it takes others from; null if nowhere
     */
    boolean sleepUnless(Virtqueue[] queues, @Nullable WorkQueue shared, Mailbox commands, long nowNanos) {
        boolean polls = shared != null && shared.hasSilent();
        for (Virtqueue queue : queues) {
            atHand = queue;
            if (grip.take(queue)) {
                queue.kicksOn();
                faults.settle();
            }
            polls |= queue.kick() == null;
        }
        grip.letGo();
        boolean idle = sleepUnlessWork(queues, shared, commands, polls, nowNanos);
        for (Virtqueue queue : queues) {
            atHand = queue;
            if (grip.take(queue)) {
                queue.kicksOff();
                faults.settle();
            }
        }
        grip.letGo();
        atHand = null;
        return idle;
    }

    /** Reads kicks that have come, without waiting. */
    void look(@Nullable WorkQueue shared) {
        await(0, shared);
        grip.letGo();
    }

    private boolean sleepUnlessWork(
            Virtqueue[] queues, @Nullable WorkQueue shared, Mailbox commands, boolean polls, long nowNanos) {
        sleeping.set(true);
        try {
            RawMemory.fullFence();
            boolean idle = !anyWork(queues) && (shared == null || !shared.hasWaiting()) && commands.isEmpty();
            grip.letGo();
            if (idle) {
                atHand = null;
                int settledMillis = faults.settleForSleep(nowNanos);
                await(polls ? NO_KICK_MILLIS : settledMillis, shared);
            }
            return idle;
        } finally {
            sleeping.set(false);
        }
    }

    private boolean anyWork(Virtqueue[] queues) {
        for (Virtqueue queue : queues) {
            atHand = queue;
            if (grip.take(queue) && queue.hasWork()) {
                return true;
            }
            faults.settle();
        }
        return false;
    }

    private void await(int timeoutMillis, @Nullable WorkQueue shared) {
        if (nextReady == ready) { // else a fault came in between: the kernel tells only once of what is shared
            ready = epoll.await(timeoutMillis);
            nextReady = 0;
            sleeping.set(false);
            if (ready == 0 && shared != null) {
                shared.askSilent();
            }
        }
        for (; nextReady < ready; nextReady++) {
            drain(epoll.ready(nextReady), shared);
        }
    }

    private void drain(long data, @Nullable WorkQueue shared) {
        if (data == WAKE) {
            wake.drain();
            return;
        }
        Virtqueue queue = bySlot[(int) data];
        boolean completion = (data & COMPLETION) != 0;
        if (queue != null && shared != null) {
            pass(queue, completion, shared);
        } else if (queue != null && completion) {
            queue.completionReadable();
        } else if (queue != null && grip.take(queue)) { // else it is out of service, or another's
            drainKick(queue);
        }
    }

    /** Whoever takes it sees to what is signalled: its descriptor is nobody's before, and may be closed at any time. */
    private static void pass(Virtqueue queue, boolean completion, WorkQueue to) {
        if (completion) {
            queue.item().complete();
        } else {
            queue.item().kick();
        }
        to.ask(queue);
    }

    /** Takes a kick of a queue that the worker owns. */
    void drainKick(Virtqueue queue) {
        Doorbell kick = queue.kick();
        if (kick != null) {
            queue.attention().kick(); // before, lest a fault in between loses it
            long kicks = kick.drain();
            queue.countKicks(kicks);
            counters.add(WorkerCounter.KICKS, kicks);
        }
    }

    @Override
    public void close() {
        epoll.close();
        wake.close();
    }
}
