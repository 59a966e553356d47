package io.sidecore.vhostuser.worker;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.counters.WorkerCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.counters.WorkerRecord;
import io.sidecore.vhostuser.ring.RingException;
import io.sidecore.vhostuser.sys.Threads;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A thread that serves virtqueues, round robin, a burst at a time. When all are empty it polls on, sleeps until a kick,
 * or spins for a bounded time and then sleeps.
 *
 * <p>While awake it asks for no kicks. Before it sleeps it asks every guest for one and looks once more, so that a frame
 * that came in between is not missed. Its queues and settings are changed only by its own thread, through
 * {@link #execute}; so it takes no lock.
 */
public final class Worker {

    private final WorkerId id;
    private final WorkerRecord counters;
    private final Thread thread;
    private final CompletableFuture<Integer> tid = new CompletableFuture<>();
    private final Faults faults = new Faults();
    private final Mailbox commands = new Mailbox(() -> faulted(null));
    private final Sleeper sleeper;

    private Virtqueue[] queues = {};
    private PollMode mode = PollMode.SLEEP;
    private boolean stopped;

    /** Clock at the end of the last turn; and when this worker last woke, or had work. */
    private long nowNanos;

    private long wokeNanos;
    private long lastWorkNanos;

    Worker(WorkerId id, WorkerRecord counters, Virtqueue[] bySlot) {
        this.id = id;
        this.counters = counters;
        this.sleeper = new Sleeper(bySlot, counters, faults);
        this.thread = new Thread(this::run, "sidecore-" + id);
        thread.setDaemon(true); // a stuck worker must not keep the process from ending
    }

    public WorkerId id() {
        return id;
    }

    WorkerRecord counters() {
        return counters;
    }

    /** Starts the thread, and returns when it runs. */
    int start() {
        thread.start();
        return tid.join();
    }

    /**
     * Lets the worker's thread do something between two visits, and waits until it has. It may be done twice, if a
     * guest's memory faults meanwhile.
     */
    void execute(Runnable command) {
        commands.execute(command, this::wake);
    }

    /** Ends a sleep, if it sleeps: it has been given something to do. To be called after giving it. */
    public void wake() {
        sleeper.wake();
    }

    private void run() {
        tid.complete(Threads.currentTid());
        nowNanos = System.nanoTime();
        wokeNanos = nowNanos;
        lastWorkNanos = nowNanos;
        while (!stopped) {
            try {
                work();
            } catch (InternalError e) { // surfaced between two visits, at the end of a turn for instance
                faulted(null);
            }
        }
    }

    private void work() {
        while (!stopped) {
            turn();
            if (!commands.isEmpty()) { // last: after the command to stop it must not go to sleep once more
                counters.add(WorkerCounter.COMMANDS, commands.runAll());
            }
        }
    }

    /** Waits until the thread, having been told to stop, has ended. */
    void join() {
        Threads.join(thread);
    }

    /** Frees what a stopped worker held; only when no other worker can still try to wake it. */
    void close() {
        sleeper.close();
    }

    private void turn() {
        long start = nowNanos;
        faults.tick(start);
        int frames = 0;
        Virtqueue[] mine = queues;
        for (Virtqueue queue : mine) {
            if (queue.isOwnedBy(this)) { // else dropped by a visit before, as broken
                frames += visit(queue);
            }
        }
        counters.add(WorkerCounter.LOOPS, 1);
        if (frames > 0) {
            counters.add(WorkerCounter.BUSY_NANOS, nowNanos - start);
            lastWorkNanos = nowNanos;
            return;
        }
        nowNanos = System.nanoTime();
        counters.add(WorkerCounter.EMPTY_LOOPS, 1);
        counters.add(WorkerCounter.EMPTY_NANOS, nowNanos - start);
        idle();
    }

    private int visit(Virtqueue queue) {
        try {
            long before = nowNanos;
            int frames = queue.serve(this);
            if (frames > 0) {
                nowNanos = System.nanoTime();
                account(queue, frames, before);
            }
            queue.lookedAt(before);
            faults.settle();
            return frames;
        } catch (RingException e) {
            queue.breakDevice(e);
            drop(queue);
        } catch (InternalError e) { // a guest's memory has shrunk under us
            faulted(queue);
        } catch (RuntimeException e) { // ours; but one guest is less than all that share this thread
            breakAndDrop(queue, "the backend failed at it: " + e);
        }
        return 0;
    }

    private void breakAndDrop(Virtqueue queue, String reason) {
        queue.breakDevice(reason);
        drop(queue);
    }

    private void account(Virtqueue queue, int frames, long before) {
        long since = Math.max(queue.lastLookNanos(), wokeNanos);
        queue.counters().addDelay(before - since);
        queue.counters().add(QueueCounter.VISITS, 1);
        queue.counters().add(QueueCounter.BUSY_NANOS, nowNanos - before);
        counters.add(WorkerCounter.VISITS, 1);
        int left = queue.waiting();
        queue.counters().add(QueueCounter.PENDING, frames + left);
        if (frames == Virtqueue.BURST && left > 0) {
            queue.counters().add(QueueCounter.LIMITED, 1);
        }
    }

    /**
     * A fault surfaced. Look which guest really did it; if none did, it has mended its memory meanwhile, or the memory
     * cannot be had: then the one at hand did it if we were careful, else we do not know, and are careful from now on.
     */
    private void faulted(@Nullable Virtqueue atHand) {
        counters.add(WorkerCounter.FAULTS, 1);
        boolean found = false;
        for (Virtqueue queue : queues) {
            if (queue.isMemoryTruncated()) {
                breakAndDrop(queue, Virtqueue.TRUNCATED);
                found = true;
            }
        }
        if (found) {
            return;
        }
        if (faults.isCareful() && atHand != null) {
            breakAndDrop(atHand, "its memory cannot be used: touching it faults");
        }
        faults.startCare(nowNanos);
    }

    private void idle() {
        switch (mode.kind()) {
            case POLL -> Thread.onSpinWait();
            case SPIN -> {
                if (nowNanos - lastWorkNanos < mode.spin().toNanos()) {
                    Thread.onSpinWait();
                } else {
                    sleep();
                }
            }
            case SLEEP -> sleep();
        }
    }

    private void sleep() {
        long start = nowNanos;
        boolean slept = false;
        try {
            slept = sleeper.sleepUnless(queues, commands);
        } catch (InternalError e) {
            faulted(sleeper.atHand());
        }
        nowNanos = System.nanoTime();
        if (slept) {
            wokeNanos = nowNanos;
            counters.add(WorkerCounter.SLEEPS, 1);
            counters.add(WorkerCounter.SLEEP_NANOS, nowNanos - start);
        }
    }

    // What follows runs on the worker's own thread, as commands.

    void add(Virtqueue queue) {
        if (!queue.isOwnedBy(this)) {
            sleeper.add(queue);
            queues = Arrays.copyOf(queues, queues.length + 1);
            queues[queues.length - 1] = queue;
            queue.counters().setWorker(counters);
            queue.lookedAt(nowNanos);
            queue.setOwner(this);
        }
        queue.begin(); // last, since it may fault
        faults.settle();
    }

    void remove(Virtqueue queue) {
        if (queue.isOwnedBy(this)) {
            drop(queue);
        }
    }

    /** Bears to be cut short and done again. */
    private void drop(Virtqueue queue) {
        queues = Arrays.stream(queues).filter(other -> other != queue).toArray(Virtqueue[]::new);
        sleeper.remove(queue);
        queue.counters().setNoWorker();
        queue.setOwner(null);
    }

    /** Whether a visit must touch no other guest's memory than that of its own queue; by its own thread. */
    public boolean isCareful() {
        return faults.isCareful();
    }

    /** Clock at the end of the last visit; by its own thread. */
    public long nowNanos() {
        return nowNanos;
    }

    void setMode(PollMode newMode) {
        mode = newMode;
        lastWorkNanos = nowNanos;
        counters.setMode(newMode);
    }

    void pin(CpuSet cpus) {
        Threads.pin(tid.join(), cpus);
        counters.setCpus(cpus);
    }

    void stop() {
        stopped = true;
    }

    /** A call was sent; by the worker's own thread. */
    void countCall() {
        counters.add(WorkerCounter.CALLS, 1);
    }

    /** Frames were taken from a guest, some of them for queues of other workers; by the worker's own thread. */
    public void countFrames(int taken, int handedOver) {
        counters.add(WorkerCounter.PACKETS, taken);
        counters.add(WorkerCounter.HANDOFFS, handedOver);
    }

    /** Frames went straight into a queue of this worker; by its own thread. */
    public void countDirectDelivery(Virtqueue queue, int frames) {
        queue.counters().add(QueueCounter.VISITS, 1);
        queue.counters().add(QueueCounter.PENDING, frames);
        queue.counters().addDelay(0);
        counters.add(WorkerCounter.VISITS, 1);
    }
}
