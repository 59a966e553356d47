package io.sidecore.tuner.simulator;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.counters.WorkerCounter;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.WorkerId;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A worker: visits its queues in turn, each for a batch of frames; if none has any, it polls on, sleeps until a kick, or
 * looks for a bounded time and then sleeps. While it is awake, guests need not kick.
 */
final class SimWorker extends SimThread {

    private enum Doing {
        ASLEEP,
        VISIT,
        LOOK,
        /** What it has to do besides: a call, or taking a queue over. */
        EXTRA,
        GO_TO_SLEEP
    }

    final WorkerId name;
    private final Host host;
    private final Costs costs;
    private final SplittableRandom random;
    final long[] counts = new long[WorkerCounter.values().length];
    PollMode mode;
    private final QueueRound round = new QueueRound();
    private Doing doing = Doing.ASLEEP;
    private long sinceNanos;
    private long wokeNanos;

    private final Visit visit;

    /** It looks for work, and is about to find some. */
    private boolean finds;

    private @Nullable Vcpu lastGuest;

    /** What it has to do besides, in nanoseconds: it has taken a queue over. */
    private double extra;

    /** The queue whose guest is to be called in that time; null if none is. */
    private @Nullable SimQueue called;

    private boolean retired;

    SimWorker(int id, WorkerId name, int[] allowed, PollMode mode, Host host, SplittableRandom random) {
        super(id, allowed);
        this.name = name;
        this.mode = mode;
        this.host = host;
        this.costs = host.costs();
        this.random = random;
        this.visit = new Visit(costs);
        this.sinceNanos = host.now();
    }

    private void count(WorkerCounter counter, long amount) {
        counts[counter.ordinal()] += amount;
    }

    boolean isAsleep() {
        return doing == Doing.ASLEEP && state == State.ASLEEP;
    }

    SimQueue[] queues() {
        return round.all();
    }

    void add(SimQueue queue, boolean moved) {
        round.add(queue);
        queue.worker = this;
        extra += moved ? costs.move() : 0;
        if (moved || queue.ready() > 0) {
            found();
        }
    }

    void remove(SimQueue queue) {
        round.remove(queue);
        if (queue.worker == this) {
            queue.worker = null;
        }
    }

    void setMode(PollMode newMode) {
        mode = newMode;
        if (doing == Doing.LOOK || isAsleep()) {
            stir();
        }
    }

    void retire() {
        retired = true;
        stir();
    }

    /** Lets it see to what has changed. */
    private void stir() {
        if (isAsleep()) {
            wake();
        } else if (doing == Doing.LOOK) {
            host.scheduler().replaceStep(this, 0);
        }
    }

    private void wake() {
        host.scheduler().wake(this, costs.wakeWorker());
    }

    /** Whether a guest that adds the first frames to a queue has to kick. */
    boolean wantsKick() {
        return doing == Doing.ASLEEP;
    }

    /** A guest kicks. */
    void kick(SimQueue queue) {
        queue.count(QueueCounter.KICKS, 1);
        count(WorkerCounter.KICKS, 1);
        found();
    }

    /** There are frames in a queue: a kick, or the host's side of the device, wakes the worker, or it finds them. */
    void found() {
        if (isAsleep()) {
            wake();
        } else if (doing == Doing.LOOK && !finds) {
            finds = true;
            double turnNanos = Math.max(1, round.all().length) * costs.look();
            host.scheduler().replaceStep(this, Math.round(random.nextDouble() * turnNanos + costs.look()));
        }
    }

    /** Brings its counters up to now, as far as it counts while it goes on. */
    void settle() {
        host.scheduler().settle(this);
        long now = host.now();
        if (doing == Doing.LOOK && state == State.RUNNING) {
            count(WorkerCounter.EMPTY_NANOS, now - sinceNanos);
            sinceNanos = now;
        } else if (isAsleep()) {
            count(WorkerCounter.SLEEP_NANOS, now - sinceNanos);
            sinceNanos = now;
        }
    }

    @Override
    long step() {
        long now = host.now();
        long passed = now - sinceNanos;
        switch (doing) {
            case ASLEEP -> {
                long waking = Math.min(passed, Math.round(costs.wakeWorker()));
                count(WorkerCounter.SLEEP_NANOS, passed - waking);
                count(WorkerCounter.BUSY_NANOS, waking);
                wokeNanos = now;
            }
            case VISIT -> {
                double more = goOn();
                if (more > 0) {
                    return Math.round(more);
                }
                endVisit(passed);
            }
            case LOOK -> {
                count(WorkerCounter.EMPTY_NANOS, passed);
                count(WorkerCounter.LOOPS, 1);
                count(WorkerCounter.EMPTY_LOOPS, 1);
                finds = false;
            }
            case EXTRA -> endExtra(passed);
            case GO_TO_SLEEP -> count(WorkerCounter.EMPTY_NANOS, passed);
        }
        boolean lookedEnough = doing == Doing.LOOK;
        sinceNanos = now;
        return retired ? END : next(lookedEnough);
    }

    private long next(boolean lookedEnough) {
        SimQueue queue = round.nextWithWork();
        if (queue != null) {
            return beginVisit(queue);
        }
        if (extra > 0) {
            long nanos = Math.round(extra);
            extra = 0;
            doing = Doing.EXTRA;
            return nanos;
        }
        if (doing == Doing.GO_TO_SLEEP) {
            doing = Doing.ASLEEP;
            count(WorkerCounter.SLEEPS, 1);
            return SLEEP;
        }
        switch (mode.kind()) {
            case POLL -> {
                doing = Doing.LOOK;
                return FOREVER;
            }
            case SPIN -> {
                if (lookedEnough) {
                    return goToSleep();
                }
                doing = Doing.LOOK;
                return mode.spin().toNanos();
            }
            default -> {
                return goToSleep();
            }
        }
    }

    private long goToSleep() {
        doing = Doing.GO_TO_SLEEP;
        count(WorkerCounter.KICKS_ENABLED, 1);
        return Math.round(costs.wakeWorker());
    }

    private long beginVisit(SimQueue queue) {
        doing = Doing.VISIT;
        long since = Math.max(queue.waiting.oldestNanos(), Math.min(wokeNanos, sinceNanos));
        visit.begin(queue, sinceNanos - since);
        double nanos = costs.visit() + visit.nextPortion() * frameNanos(queue) + extra;
        extra = 0;
        called = null;
        if (lastGuest != queue.guest) {
            boolean other = lastGuest != null && !lastGuest.cgroup().equals(queue.guest.cgroup());
            nanos += costs.guestSwitch() + (other ? costs.cgroupSwitch() : 0);
            count(WorkerCounter.GUEST_SWITCHES, 1);
            lastGuest = queue.guest;
        }
        if (visit.isLimited()) {
            nanos += costs.requeue();
        }
        return Math.round(nanos);
    }

    /** A portion is done: it goes on its way, and the next one takes so long; 0 if there is none. */
    private double goOn() {
        SimQueue queue = visit.queue();
        if (queue == null) {
            return 0;
        }
        handOver(queue, visit.handOver(queue));
        if (!visit.goesOn(this, queue)) {
            return 0;
        }
        double nanos = visit.nextPortion() * frameNanos(queue) + extra;
        extra = 0;
        called = null;
        return nanos;
    }

    private void handOver(SimQueue queue, int frames) {
        if (queue.transmits) {
            count(WorkerCounter.PACKETS, frames);
        }
        boolean calls = frames > 0 && queue.guest.wantsCall(queue); // looked at last, or a call could be missed
        if (calls) {
            queue.count(QueueCounter.CALLS, 1);
            count(WorkerCounter.CALLS, 1);
            extra += costs.call();
            called = queue;
        }
        queue.waiting.take(frames, queue.transmits ? queue.guest.onSent : queue.guest.onReceived);
        if (calls) {
            queue.guest.call();
        }
    }

    private double frameNanos(SimQueue queue) {
        double nanos = costs.packet() + queue.frameBytes * costs.kilobyte() / 1000;
        boolean remote = cpu != null && cpu.node != queue.guest.node();
        return remote ? nanos * costs.remote() : nanos;
    }

    private void endExtra(long passed) {
        count(WorkerCounter.BUSY_NANOS, passed);
        if (called != null) {
            called.count(QueueCounter.BUSY_NANOS, passed);
            called = null;
        }
    }

    private void endVisit(long passed) {
        count(WorkerCounter.BUSY_NANOS, passed);
        count(WorkerCounter.VISITS, 1);
        count(WorkerCounter.LOOPS, 1);
        count(WorkerCounter.PENDING_VISITS, visit.isLimited() ? 1 : 0);
        SimQueue queue = visit.queue();
        if (queue != null) {
            visit.end(queue, passed);
        }
    }
}
