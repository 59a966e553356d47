package io.sidecore.vhostuser.worker;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.counters.WorkerCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.counters.WorkerRecord;
import io.sidecore.vhostuser.sys.Threads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A thread that serves virtqueues, in {@link Turns}. Its queues and settings are changed only by its own thread, through
 * {@link #execute}; so it takes no lock.
 */
public final class Worker {

    /** A worker carries a command out within microseconds, and one that is kept from running within milliseconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final WorkerId id;
    private final int number;
    private final WorkerRecord counters;
    private final Thread thread;
    private final CompletableFuture<Integer> tid = new CompletableFuture<>();
    private final Faults faults = new Faults();
    private final Mailbox commands;
    private final Moments moments = new Moments();
    private final Polling polling = new Polling();
    private final Grip grip = new Grip(this);
    private final Visits visits;
    private final Sleeper sleeper;
    private final Roster roster;
    private final Visitor visitor;
    private final Turns turns;

    /** Queues were taken from it while it gave no sign of life. */
    private volatile boolean robbed;

    /** Grows as long as it lives; for whoever watches. */
    private final AtomicLong beats = new AtomicLong();

    private Settings settings = Settings.INITIAL;
    private volatile boolean stopped;

    /** Nobody waits for its end; it frees itself what it holds. */
    private volatile boolean abandoned;

    /** @param number which no other worker has */
    Worker(WorkerId id, int number, WorkerRecord counters, Virtqueue[] bySlot) {
        this.id = id;
        this.number = number;
        this.counters = counters;
        this.visits = new Visits(counters);
        this.sleeper = new Sleeper(bySlot, counters, faults, grip);
        this.commands = new Mailbox(this::faultedInCommand);
        this.roster = new Roster(this, sleeper, visits, polling);
        Desk desk = new Desk(moments, faults, grip, visits, polling, sleeper, roster, commands);
        this.visitor = new Visitor(this, desk);
        this.turns = new Turns(this, desk, visitor);
        this.thread = new Thread(this::run, "sidecore-" + id);
        thread.setDaemon(true); // a stuck worker must not keep the process from ending
    }

    public WorkerId id() {
        return id;
    }

    int number() {
        return number;
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
        if (!tryExecute(command, PATIENCE)) {
            throw new IllegalStateException("worker " + id + " gives no sign of life; nothing was changed there");
        }
    }

    /**
     * The same, but for a worker that may be stalled.
     *
     * @return false if it did not begin with it within that time; then it never will
     */
    boolean tryExecute(Runnable command, Duration patience) {
        return commands.execute(command, this::wake, patience);
    }

    /** Ends a sleep, if it sleeps: it has been given something to do. To be called after giving it. */
    public void wake() {
        sleeper.wake();
    }

    private void run() {
        tid.complete(Threads.currentTid());
        moments.begin();
        boolean faulted = false;
        while (!stopped) {
            try {
                if (faulted) {
                    visitor.faulted(null);
                    roster.putDown();
                    faulted = false;
                }
                work();
            } catch (InternalError e) { // surfaced between two visits, at the end of a turn for instance
                faulted = true;
            }
        }
        if (abandoned) {
            close();
        }
    }

    private void faultedInCommand() {
        visitor.faulted(null);
    }

    private void work() {
        while (!stopped) {
            turns.turn();
            if (robbed) { // before commands: one may give a queue back
                settleLoss();
            }
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

    /** Others serve some of its queues now; it comes back to what is left. */
    private void settleLoss() {
        robbed = false;
        counters.add(WorkerCounter.STALLS, 1);
        roster.keepOwned();
        polling.set(settings, roster.own());
    }

    // What follows is for whoever watches the worker, from another thread.

    /** Whether the thread has not ended. */
    boolean isAlive() {
        return thread.isAlive();
    }

    /** Tells it to end when it comes back, if it does; it is not waited for. */
    void abandon() {
        abandoned = true;
        stopped = true;
    }

    /** A number that changes as long as it does something. */
    long beats() {
        return beats.getOpaque();
    }

    /** Whether it waits for a kick, as far as it knows. */
    boolean isSleeping() {
        return sleeper.isSleeping();
    }

    /** It does something. */
    void beat() {
        beats.setOpaque(beats.getPlain() + 1);
    }

    Sleeper sleeper() {
        return sleeper;
    }

    /** Wakes it if it sleeps, and returns whether it did; any thread. */
    boolean wakeIfSleeping() {
        return sleeper.wakeIfSleeping();
    }

    int tid() {
        return tid.join();
    }

    Grip grip() {
        return grip;
    }

    /** Tells it, when it comes back, that queues have another owner now. */
    void rob() {
        robbed = true;
    }

    // What follows runs on the worker's own thread.

    /** Whether it may use another queue than the one that it visits, until the next one or the end of the visit. */
    public boolean touches(Virtqueue queue) {
        return grip.touch(queue);
    }

    // What follows runs on the worker's own thread, as commands.

    /** From now on it takes queues from there, or serves its own if that is null; it must have none of its own. */
    void share(@Nullable WorkQueue queues) {
        roster.share(queues);
    }

    /** @param weight of its guest, in sharing the worker with others */
    void add(Virtqueue queue, int weight) {
        roster.add(queue, weight, moments.nowNanos);
        try {
            if (grip.take(queue)) {
                queue.begin(); // last, since it may fault
                faults.settle();
            }
        } finally {
            grip.letGo();
        }
        WorkQueue shared = roster.shared();
        if (shared != null) {
            shared.waitAgain(queue, this);
        }
    }

    /**
     * Does something with a queue that it serves, between two visits.
     *
     * @return false if another worker, which shares the queue, does not let go of it for now: then it was not done
     */
    boolean with(Virtqueue queue, Runnable deed) {
        if (!roster.holds(queue)) {
            return false;
        }
        try {
            grip.take(queue); // lest it is taken over; also one that was dropped, with something in flight
            deed.run();
        } finally {
            grip.letGo();
            roster.release(queue);
        }
        return true;
    }

    /** Lets go of a queue; returns false as {@link #with}. */
    boolean remove(Virtqueue queue) {
        return with(queue, () -> drop(queue));
    }

    /** Lets go of a queue that it has in its hands. */
    void drop(Virtqueue queue) {
        roster.drop(queue);
    }

    /** Whether a visit must touch no other guest's memory than that of its own queue; by its own thread. */
    public boolean isCareful() {
        return faults.isCareful();
    }

    /** Clock at the end of the last visit; by its own thread. */
    public long nowNanos() {
        return moments.nowNanos;
    }

    void setMode(PollMode newMode) {
        turns.setMode(newMode);
    }

    /** Changes how it shares itself out. */
    void set(Settings changed) {
        settings = changed;
        visits.set(settings);
        polling.set(settings, roster.own());
    }

    /** Changes how much time a guest gets, if others wait. */
    void setWeight(String guest, int weight) {
        visits.shares().setWeight(guest, weight);
    }

    void pin(CpuSet cpus) {
        Threads.pin(tid.join(), cpus);
        counters.setCpus(cpus);
    }

    void stop() {
        roster.share(null);
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
        queue.served(moments.nowNanos);
        counters.add(WorkerCounter.VISITS, 1);
    }
}
