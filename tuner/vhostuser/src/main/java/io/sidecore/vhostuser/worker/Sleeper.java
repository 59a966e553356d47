package io.sidecore.vhostuser.worker;

import io.sidecore.collector.counters.WorkerCounter;
import io.sidecore.vhostuser.counters.WorkerRecord;
import io.sidecore.vhostuser.sys.Epoll;
import io.sidecore.vhostuser.sys.EventFd;
import io.sidecore.vhostuser.sys.RawMemory;
import java.util.Collection;

/**
 * How a worker waits for a kick, and is woken by other threads. The order of steps matters:
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
    private static final int MAX_READY = 64;

    /** How long a worker sleeps at most if a guest of its does not kick at all and wants to be polled. */
    private static final int NO_KICK_MILLIS = 1;

    private final Virtqueue[] bySlot;
    private final WorkerRecord counters;
    private final Epoll epoll = new Epoll(MAX_READY);
    private final EventFd wake = EventFd.create();
    private volatile boolean sleeping;
    private int withoutKick;

    /** @param bySlot the queue in each slot of the counter file, of all workers */
    Sleeper(Virtqueue[] bySlot, WorkerRecord counters) {
        this.bySlot = bySlot;
        this.counters = counters;
        epoll.add(wake.number(), WAKE);
    }

    void add(Virtqueue queue) {
        EventFd kick = queue.kick();
        if (kick == null) {
            withoutKick++;
        } else {
            epoll.add(kick.number(), queue.counters().slot());
        }
    }

    void remove(Virtqueue queue) {
        EventFd kick = queue.kick();
        if (kick == null) {
            withoutKick--;
        } else {
            epoll.remove(kick.number());
        }
    }

    void wake() {
        RawMemory.fullFence();
        if (sleeping) {
            wake.signal();
        }
    }

    /** Sleeps until a kick or {@link #wake}, unless there is something to do; returns whether it slept. */
    boolean sleepUnless(Virtqueue[] queues, Collection<Runnable> commands) {
        for (Virtqueue queue : queues) {
            queue.kicksOn();
        }
        boolean idle = sleepUnlessWork(queues, commands);
        for (Virtqueue queue : queues) {
            queue.kicksOff();
        }
        return idle;
    }

    private boolean sleepUnlessWork(Virtqueue[] queues, Collection<Runnable> commands) {
        sleeping = true;
        try {
            RawMemory.fullFence();
            boolean idle = commands.isEmpty() && !anyWork(queues);
            if (idle) {
                drain(epoll.await(withoutKick > 0 ? NO_KICK_MILLIS : -1));
            }
            return idle;
        } finally {
            sleeping = false;
        }
    }

    private static boolean anyWork(Virtqueue[] queues) {
        for (Virtqueue queue : queues) {
            if (queue.hasWork()) {
                return true;
            }
        }
        return false;
    }

    private void drain(int ready) {
        for (int i = 0; i < ready; i++) {
            long data = epoll.ready(i);
            if (data == WAKE) {
                wake.drain();
                continue;
            }
            Virtqueue queue = bySlot[(int) data];
            EventFd kick = queue.kick();
            if (kick != null) {
                long kicks = kick.drain();
                queue.countKicks(kicks);
                counters.add(WorkerCounter.KICKS, kicks);
            }
        }
    }

    @Override
    public void close() {
        epoll.close();
        wake.close();
    }
}
