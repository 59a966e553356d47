package io.sidecore.vhostuser.worker;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** How a queue comes from one worker to another: by commands, which each carries out between two visits. */
final class Handover {

    /** How long a queue is waited for that something has in flight, before it is let go without. */
    private static final long DRAIN_NANOS = 10_000_000_000L;

    /** How long a worker is waited for that shares a queue and has it: much longer than a visit. */
    private static final long SHARED_NANOS = 5_000_000_000L;

    private static final long MIN_PAUSE_NANOS = 20_000;
    private static final long MAX_PAUSE_NANOS = 5_000_000;

    private Handover() {}

    /**
     * Takes a queue from the worker that serves it.
     *
     * @throws IllegalStateException if what the queue has in flight does not end; it stays where it is
     */
    static void take(Virtqueue queue, Worker from) {
        if (!drain(queue, from, () -> from.drop(queue))) {
            whenFree(queue, from, queue::begin);
            throw new IllegalStateException("virtqueue " + queue.id() + " stays with " + from.id()
                    + ": what it has in flight did not end within " + DRAIN_NANOS / 1_000_000_000L + " s");
        }
    }

    /** Gives a queue that nobody has to a worker. */
    static void give(Virtqueue queue, Worker to, int weight) {
        try {
            to.execute(() -> to.add(queue, weight));
        } catch (RuntimeException e) { // the guest's memory faulted, or its kick descriptor cannot be waited for
            queue.breakDevice("its queue cannot be served: " + e.getMessage());
        }
    }

    /**
     * Lets a worker do something with a queue, as soon as no other that shares it has it.
     *
     * @throws IllegalStateException if one does not let go of it; then nothing was done
     */
    static void whenFree(Virtqueue queue, Worker worker, Runnable deed) {
        AtomicBoolean done = new AtomicBoolean();
        long start = System.nanoTime();
        while (true) {
            worker.execute(() -> done.set(worker.with(queue, deed)));
            if (done.get()) {
                return;
            }
            if (System.nanoTime() - start > SHARED_NANOS) {
                throw new IllegalStateException("virtqueue " + queue.id()
                        + " is in the hands of a worker that gives no sign of life; nothing was changed there");
            }
            LockSupport.parkNanos(MIN_PAUSE_NANOS);
        }
    }

    /**
     * Lets what is in flight end, and then the worker do something at once. It looks now and then; it serves its other
     * queues meanwhile. A worker that is busy may not have a CPU at the moment, so it is not asked twice without need.
     *
     * @return false if it did not end in time; then nothing else was done
     */
    static boolean drain(Virtqueue queue, Worker worker, Runnable then) {
        AtomicBoolean drained = new AtomicBoolean();
        long start = System.nanoTime();
        for (long pause = MIN_PAUSE_NANOS; ; pause = Math.min(2 * pause, MAX_PAUSE_NANOS)) {
            try {
                worker.execute(() -> worker.with(queue, () -> {
                    boolean ended = queue.drain(worker);
                    if (ended) {
                        then.run();
                    }
                    drained.set(ended); // last: a fault may cut it short, and then it is done again
                }));
            } catch (RuntimeException e) {
                drained.set(false); // the guest's memory faults, or the kernel refuses: perhaps not the next time
            }
            if (drained.get() || System.nanoTime() - start > DRAIN_NANOS) {
                return drained.get();
            }
            LockSupport.parkNanos(pause);
        }
    }
}
