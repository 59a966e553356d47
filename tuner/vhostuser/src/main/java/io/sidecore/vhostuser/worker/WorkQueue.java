package io.sidecore.vhostuser.worker;

import io.sidecore.collector.counters.CounterFile;
import io.sidecore.vhostuser.sys.RawMemory;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Virtqueues that several workers share without owning them, as vhost did on the kernel's workqueues: a kick puts a
 * virtqueue in line, whichever worker is free takes the one that is first, serves it for one visit, and puts it at the
 * end again if it has more. While a worker has it, it owns it as it would one of its own.
 *
 * <p>Every worker waits for the kicks of all, exclusively, so that the kernel wakes one of those that sleep. Any thread.
 */
final class WorkQueue {

    /** Tries to take a virtqueue that another worker has: some microseconds, as a visit takes. */
    private static final int TRIES = 2000;

    private final ArrayDeque<Virtqueue> line = new ArrayDeque<>(CounterFile.QUEUE_SLOTS);

    /** How many are in line, to be read without the lock. */
    private volatile int waiting;

    private volatile Virtqueue[] queues = {};
    private volatile Worker[] workers = {};

    /** A worker begins to serve here. */
    synchronized void join(Worker worker) {
        Worker[] more = Arrays.copyOf(workers, workers.length + 1);
        more[workers.length] = worker;
        workers = more;
        for (Virtqueue queue : queues) {
            worker.sleeper().addShared(queue);
        }
    }

    synchronized void leave(Worker worker) {
        workers = Arrays.stream(workers).filter(other -> other != worker).toArray(Worker[]::new);
        for (Virtqueue queue : queues) {
            worker.sleeper().remove(queue);
        }
        wakeOne(); // one that has been woken in vain
    }

    /** A virtqueue comes, in the hands of a worker, which has to give it back. */
    synchronized void add(Virtqueue queue, Worker by) {
        for (Worker worker : workers) {
            worker.sleeper().addShared(queue);
        }
        Virtqueue[] more = Arrays.copyOf(queues, queues.length + 1);
        more[queues.length] = queue;
        queues = more;
        queue.item().enter(by);
        queue.setWorkQueue(this);
        own(queue, by);
    }

    /** A virtqueue leaves, out of the hands of a worker. */
    synchronized void remove(Virtqueue queue) {
        queues = Arrays.stream(queues).filter(other -> other != queue).toArray(Virtqueue[]::new);
        for (Worker worker : workers) {
            worker.sleeper().remove(queue);
        }
        queue.setWorkQueue(null);
        queue.counters().setNoWorker();
        queue.setOwner(null);
        queue.item().leave();
    }

    Virtqueue[] queues() {
        return queues;
    }

    boolean hasWaiting() {
        return waiting > 0;
    }

    /** There is work for a virtqueue. */
    void ask(Virtqueue queue) {
        if (queue.item().ask()) {
            putInLine(queue);
            wakeOne();
        }
    }

    /** Whether there is any that never kicks. */
    boolean hasSilent() {
        for (Virtqueue queue : queues) {
            if (queue.kick() == null) {
                return true;
            }
        }
        return false;
    }

    /** Those that never kick may have work. */
    void askSilent() {
        for (Virtqueue queue : queues) {
            if (queue.kick() == null) {
                ask(queue);
            }
        }
    }

    private void putInLine(Virtqueue queue) {
        synchronized (line) {
            line.add(queue);
            waiting = line.size();
        }
    }

    private void wakeOne() {
        RawMemory.fullFence();
        for (Worker worker : workers) {
            if (worker.wakeIfSleeping()) {
                return;
            }
        }
    }

    /** The virtqueue whose turn it is, for a worker that gives it back; null if none waits. */
    @Nullable
    Virtqueue take(Worker by) {
        while (waiting > 0) {
            Virtqueue queue;
            boolean more;
            synchronized (line) {
                queue = line.poll();
                waiting = line.size();
                more = waiting > 0;
            }
            if (queue == null) {
                return null;
            }
            if (queue.item().takeInTurn(by)) {
                own(queue, by);
                if (more) {
                    wakeOne();
                }
                return queue;
            }
        }
        return null;
    }

    /**
     * One that nobody has asked for, for a worker that polls; null if there is none.
     *
     * @param turn a number that the worker counts up
     */
    @Nullable
    Virtqueue takeIdle(Worker by, int turn) {
        Virtqueue[] all = queues;
        for (int i = 0; i < all.length; i++) {
            Virtqueue queue = all[Math.floorMod(turn + i, all.length)];
            if (queue.item().takeIfIdle(by)) {
                own(queue, by);
                return queue;
            }
        }
        return null;
    }

    /** Takes one of which kicks were not asked for, so that a worker that goes to sleep can do so; null if there is none. */
    @Nullable
    Virtqueue takeUnasked(Worker by) {
        for (Virtqueue queue : queues) {
            if (!queue.item().asksForKicks()
                    && queue.kick() != null
                    && queue.item().takeIfIdle(by)) {
                own(queue, by);
                return queue;
            }
        }
        return null;
    }

    /** Takes a certain one, out of turn, unless another worker has it. */
    boolean takeIfFree(Virtqueue queue, Worker by) {
        boolean takes = queue.item().takeIfIdle(by) || queue.item().takeInTurn(by);
        if (takes) {
            own(queue, by);
        }
        return takes;
    }

    /** Takes a certain one, out of turn; returns false if another worker does not let go of it for now. */
    boolean takeOutOfTurn(Virtqueue queue, Worker by) {
        if (queue.item().isTakenBy(by)) { // a fault cut short what was to be done with it
            own(queue, by);
            return true;
        }
        for (int i = 0; i < TRIES; i++) {
            if (takeIfFree(queue, by)) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private static void own(Virtqueue queue, Worker by) {
        queue.setOwner(by);
        queue.counters().setWorker(by.counters());
        WorkItem item = queue.item();
        if (item.wasKicked()) {
            by.sleeper().drainKick(queue);
        }
        if (item.wasCompleted()) {
            queue.completionReadable();
        }
    }

    /**
     * A worker has nothing more to do with a virtqueue, or so it seems: looks once more, in the guest's memory.
     *
     * @param withKicks whether the guest is asked for kicks; else some worker polls
     */
    void giveBack(Virtqueue queue, Worker by, boolean withKicks) {
        boolean more = queue.hasWork();
        if (!more && withKicks) {
            queue.item().setAsksForKicks(true);
            queue.kicksOn();
            more = queue.hasWork();
        }
        queue.setOwner(null); // before anybody else can take it
        if (more ? queue.item().waitAgain(by) : queue.item().giveBack(by)) {
            putInLine(queue);
            wakeOne();
        }
    }

    /** A worker has something more to do with a virtqueue; or it is taken from the worker, which has let go of it. */
    void waitAgain(Virtqueue queue, Worker by) {
        queue.setOwner(null);
        if (queue.item().waitAgain(by)) {
            putInLine(queue);
            wakeOne();
        }
    }

    /**
     * A fault surfaced in a worker, perhaps while it let a virtqueue wait again, and before that was in line, or when the
     * kernel had told it of kicks, which it tells once. So each is looked at. One may come to be in line twice, which does
     * no harm.
     */
    void mend() {
        for (Virtqueue queue : queues) {
            queue.item().kick();
            queue.item().complete();
            if (queue.item().isWaiting()) {
                putInLine(queue);
            } else {
                ask(queue);
            }
        }
        wakeOne();
    }

    /** The worker is between two visits: whatever it still has, a fault kept it from giving back. */
    void putDown(Worker worker) {
        for (Virtqueue queue : queues) {
            if (queue.item().isTakenBy(worker)) {
                waitAgain(queue, worker);
            }
        }
    }

    /** A worker that was stalled has let go of a virtqueue that was taken from it, if it was that one. */
    void recover(Virtqueue queue, Worker from) {
        if (queue.item().recover(from)) {
            putInLine(queue);
            wakeOne();
        }
    }
}
