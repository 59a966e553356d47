package io.sidecore.vhostuser.worker;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.counters.WorkerCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.counters.WorkerRecord;
import io.sidecore.vhostuser.ring.RingException;
import io.sidecore.vhostuser.sys.Threads;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
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

    private static final VarHandle BEATS;

    static {
        try {
            BEATS = MethodHandles.lookup().findVarHandle(Worker.class, "beats", long.class);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("Worker", e);
        }
    }

    private static final int POSTPONED = -1;

    /** A worker carries a command out within microseconds, and one that is kept from running within milliseconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final WorkerId id;
    private final WorkerRecord counters;
    private final Thread thread;
    private final CompletableFuture<Integer> tid = new CompletableFuture<>();
    private final Faults faults = new Faults();
    private final Mailbox commands = new Mailbox(() -> faulted(null));
    private final Sleeper sleeper;

    private final Visits visits;
    private final Visit visit = new Visit();
    private final Polling polling = new Polling();

    private final Grip grip = new Grip(this);

    private Virtqueue[] queues = {};

    /** Queues were taken from it while it gave no sign of life. */
    private volatile boolean robbed;

    /** Grows as long as it lives; for whoever watches. */
    private volatile long beats;

    /** A queue that has waited for too long, to be visited next. */
    private @Nullable Virtqueue urgent;

    private PollMode mode = PollMode.SLEEP;
    private Settings settings = Settings.INITIAL;
    private boolean stopped;

    /** Clock at the end of the last turn; and when this worker last woke, or had work. */
    private long nowNanos;

    private long wokeNanos;
    private boolean justWoken;
    private long lastWorkNanos;

    Worker(WorkerId id, WorkerRecord counters, Virtqueue[] bySlot) {
        this.id = id;
        this.counters = counters;
        this.visits = new Visits(counters);
        this.sleeper = new Sleeper(bySlot, counters, faults, grip);
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

    private void turn() {
        long start = nowNanos;
        faults.tick(start);
        BEATS.setOpaque(this, beats + 1);
        int frames = 0;
        boolean postponed = false;
        visits.beginTurn();
        lookForKicks();
        Virtqueue[] mine = queues;
        for (Virtqueue queue : mine) {
            if (!queue.isOwnedBy(this) || polling.skips(queue)) { // dropped by a visit before, or not asked for
                continue;
            }
            int handled = visit(queue);
            postponed |= handled == POSTPONED;
            frames += Math.max(0, handled);
            if (urgent != null) {
                frames += Math.max(0, visitUrgent(urgent));
            }
        }
        counters.add(WorkerCounter.LOOPS, 1);
        endTurn(start, frames, postponed);
    }

    private void endTurn(long start, int frames, boolean postponed) {
        boolean woken = justWoken;
        justWoken = false;
        if (frames > 0) {
            counters.add(WorkerCounter.BUSY_NANOS, nowNanos - start);
            counters.add(WorkerCounter.POLL_BUSY_NANOS, woken ? 0 : nowNanos - start);
            lastWorkNanos = nowNanos;
            return;
        }
        nowNanos = System.nanoTime();
        counters.add(WorkerCounter.EMPTY_LOOPS, 1);
        counters.add(WorkerCounter.EMPTY_WAKES, woken ? 1 : 0);
        counters.add(WorkerCounter.NO_QUEUE_LOOPS, queues.length == 0 ? 1 : 0);
        counters.add(WorkerCounter.EMPTY_NANOS, nowNanos - start);
        if (postponed || polling.isOn()) {
            Thread.onSpinWait();
        } else {
            idle();
        }
    }

    private void lookForKicks() {
        if (polling.isTimeToLook(nowNanos)) {
            sleeper.look();
        }
    }

    /** Returns how many frames were handled, or {@link #POSTPONED}. */
    private int visit(Virtqueue queue) {
        try {
            if (!grip.take(queue)) {
                return 0;
            }
            long begun = nowNanos;
            if (visits.postpones(queue, begun)) {
                return POSTPONED;
            }
            visit.begin(Math.max(queue.lastLookNanos(), wokeNanos), begun, !justWoken);
            long bytesBefore = queue.counters().get(QueueCounter.BYTES);
            long look = begun;
            int frames;
            do {
                look = nowNanos;
                frames = queue.serve(this);
                if (frames > 0) {
                    nowNanos = System.nanoTime();
                    BEATS.setOpaque(this, beats + 1);
                    visit.frames += frames;
                    visit.bytes = queue.counters().get(QueueCounter.BYTES) - bytesBefore;
                    visit.wasFull = frames >= Virtqueue.BURST;
                }
                faults.settle();
            } while (frames >= Virtqueue.BURST && staysAt(queue));
            if (visit.frames > 0) {
                visit.endNanos = nowNanos;
                visits.account(queue, visit);
            } else {
                visits.accountEmpty(queue);
            }
            queue.lookedAt(look);
            polling.visited(queue, visit.frames > 0, nowNanos);
            return visit.frames;
        } catch (RingException e) {
            queue.breakDevice(e);
            drop(queue);
        } catch (InternalError e) { // a guest's memory has shrunk under us
            faulted(queue);
        } catch (RuntimeException e) { // ours; but one guest is less than all that share this thread
            breakAndDrop(queue, "the backend failed at it: " + e);
        } finally {
            grip.letGo();
        }
        return 0;
    }

    /** Others serve some of its queues now; it comes back to what is left. */
    private void settleLoss() {
        robbed = false;
        counters.add(WorkerCounter.STALLS, 1);
        queues = Arrays.stream(queues).filter(queue -> queue.isOwnedBy(this)).toArray(Virtqueue[]::new);
        sleeper.keepOnly(queues);
        visits.keepOnly(queues);
        polling.set(settings, queues);
    }

    private boolean staysAt(Virtqueue queue) {
        if (visits.looksForStuck() && !faults.isCareful()) {
            urgent = visits.stuck(queues, queue, nowNanos, grip);
        }
        return urgent == null
                && commands.isEmpty()
                && visits.goesOn(queue, visit.frames, visit.bytes, nowNanos - visit.startNanos);
    }

    /** Visits a queue that has waited for too long; no other goes before it. */
    private int visitUrgent(Virtqueue queue) {
        int frames = queue.isOwnedBy(this) ? visit(queue) : 0;
        urgent = null;
        return frames;
    }

    private void breakAndDrop(Virtqueue queue, String reason) {
        queue.breakDevice(reason);
        drop(queue);
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
        counters.add(WorkerCounter.KICKS_ENABLED, 1);
        try {
            slept = sleeper.sleepUnless(queues, commands);
        } catch (InternalError e) {
            faulted(sleeper.atHand());
        }
        nowNanos = System.nanoTime();
        if (slept) {
            wokeNanos = nowNanos;
            justWoken = true;
            counters.add(WorkerCounter.SLEEPS, 1);
            counters.add(WorkerCounter.SLEEP_NANOS, nowNanos - start);
        }
    }

    // What follows is for whoever watches the worker, from another thread.

    /** Whether the thread has not ended. */
    boolean isAlive() {
        return thread.isAlive();
    }

    /** A number that changes as long as it does something. */
    long beats() {
        return beats;
    }

    /** Whether it waits for a kick, as far as it knows. */
    boolean isSleeping() {
        return sleeper.isSleeping();
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

    /** @param weight of its guest, in sharing the worker with others */
    void add(Virtqueue queue, int weight) {
        if (!queue.isOwnedBy(this)) {
            sleeper.add(queue);
            queues = Arrays.copyOf(queues, queues.length + 1);
            queues[queues.length - 1] = queue;
            queue.counters().setWorker(counters);
            queue.setShare(visits.shares().join(queue.id().device(), weight));
            queue.lookedAt(nowNanos);
            queue.setOwner(this);
        }
        try {
            if (grip.take(queue)) {
                queue.begin(); // last, since it may fault
                faults.settle();
            }
        } finally {
            grip.letGo();
        }
    }

    void remove(Virtqueue queue) {
        if (queue.isOwnedBy(this)) {
            drop(queue);
        }
    }

    /** Bears to be cut short and done again. */
    private void drop(Virtqueue queue) {
        if (!queue.isOwnedBy(this)) {
            return; // taken away meanwhile
        }
        queues = Arrays.stream(queues).filter(other -> other != queue).toArray(Virtqueue[]::new);
        sleeper.remove(queue);
        polling.removed(queue);
        Share share = queue.share();
        if (share != null) {
            visits.shares().leave(share);
            queue.setShare(null);
        }
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

    /** Changes how it shares itself out. */
    void set(Settings changed) {
        settings = changed;
        visits.set(settings);
        polling.set(settings, queues);
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
        queue.served(nowNanos);
        counters.add(WorkerCounter.VISITS, 1);
    }
}
