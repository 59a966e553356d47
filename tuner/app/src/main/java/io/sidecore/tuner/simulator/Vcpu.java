package io.sidecore.tuner.simulator;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.tuner.simulator.scenario.Load;
import java.util.SplittableRandom;

/**
 * A guest with one vCPU and one network device: takes frames in, works on them, and sends frames. It asks for a call only
 * when it has nothing to take in, as drivers do; and kicks only if the worker sleeps.
 */
final class Vcpu extends SimThread {

    /** Frames that a driver takes in at once: NAPI's weight. */
    private static final int TAKEN_AT_ONCE = 64;

    /** Frames that a sender makes before it lets them go. */
    private static final int MADE_AT_ONCE = 16;

    /** Frames of a stream for each of which that is confirmed: TCP's delayed and merged acknowledgements. */
    static final int CONFIRMED_AT_ONCE = 8;

    private static final int CONFIRMATION_BYTES = 64;

    private enum Doing {
        HALTED,
        /** Halted, and the host polls for what wakes it. */
        POLLED,
        TAKE,
        MAKE,
        KICK,
        /** A call that brought nothing. */
        INTERRUPT
    }

    final String name;
    private final Host host;
    private final String cgroup;
    private final int node;
    final SimQueue rx;
    final SimQueue tx;
    final Flow flow;
    final Fifo.Taker onSent;
    final Fifo.Taker onReceived;
    private final Fifo inbox = new Fifo();
    private final HaltPolling polling;
    private final Kicks kicks;
    private final SplittableRandom random;
    private Load load;
    private Doing doing = Doing.HALTED;
    private int atHand;
    private double interrupts;

    /** Of what it sends: under way, and to be sent by its own rate. */
    private int inFlight;

    private int due;

    /** Frames of a stream that it has taken in and not confirmed. */
    private int confirms;

    /** It has more to send than its queue has places for, and waits. */
    private boolean stopped;

    private boolean gone;

    Vcpu(int id, String name, int[] cpus, int node, String cgroup, Load load, Wire wire, Host host, long seed) {
        super(id, cpus);
        this.name = name;
        this.node = node;
        this.cgroup = cgroup;
        this.host = host;
        this.load = load;
        this.polling = new HaltPolling(host.costs(), host.now());
        this.rx = new SimQueue(new QueueId(name, QueueId.Direction.RX, 0), this, false);
        this.tx = new SimQueue(new QueueId(name, QueueId.Direction.TX, 0), this, true);
        this.kicks = new Kicks(rx, tx);
        size();
        this.random = new SplittableRandom(seed).split();
        this.flow = new Flow(this, wire, host, seed);
        this.onSent = flow::sent;
        this.onReceived = (frames, born, credit) -> inbox.add(host.now(), frames, born, credit);
    }

    String cgroup() {
        return cgroup;
    }

    int node() {
        return node;
    }

    Load load() {
        return load;
    }

    /** From now on it does something else. */
    void setLoad(Load changed) {
        load = changed;
        size();
        forget();
        flow.restart();
        nudge();
    }

    /** What confirms a stream is as small as frames are. */
    private void size() {
        rx.frameBytes = load.kind() == Load.Kind.STREAM_OUT ? CONFIRMATION_BYTES : load.bytes();
        tx.frameBytes = load.kind() == Load.Kind.STREAM_IN ? CONFIRMATION_BYTES : load.bytes();
    }

    private void forget() {
        rx.waiting.clear();
        tx.waiting.clear();
        inbox.clear();
        inFlight = 0;
        due = 0;
        atHand = 0; // a step that is under way ends without effect
        interrupts = 0;
        kicks.forget();
    }

    void start() {
        flow.restart();
        nudge();
    }

    /** It is shut down. */
    void leave() {
        gone = true;
        load = Load.IDLE;
        forget();
        flow.restart();
        nudge();
    }

    private void nudge() {
        if (givesWay() && state == State.RUNNING) {
            host.scheduler().replaceStep(this, 0);
        } else {
            host.scheduler().wake(this, host.costs().halt());
        }
    }

    @Override
    boolean givesWay() {
        return doing == Doing.POLLED;
    }

    /** Buffers for frames that it has given away and that are empty. */
    int buffers() {
        return SimQueue.SIZE - inbox.count();
    }

    /** Whether it must be called when frames come, or when a full queue has places again. */
    boolean wantsCall(SimQueue queue) {
        return queue.transmits ? stopped : inbox.isEmpty() && doing != Doing.TAKE;
    }

    void call() {
        interrupts += host.interruptNanos();
        nudge();
    }

    /** Its own rate lets it send more. */
    void mayMake(int frames) {
        due = Math.min(due + frames, 4 * SimQueue.SIZE);
        nudge();
    }

    @Override
    long step() {
        switch (doing) {
            case TAKE -> taken();
            case MAKE -> made();
            case KICK -> kicks.make();
            case INTERRUPT -> {}
            case POLLED -> {
                if (hasNothingToDo() && !gone) { // polled long enough, or another thread wants the CPU
                    doing = Doing.HALTED;
                    return SLEEP;
                }
                interrupts += host.costs().polledHalt();
                polling.runs(host.now());
            }
            case HALTED -> polling.runs(host.now());
        }
        return gone ? END : next();
    }

    private boolean hasNothingToDo() {
        return inbox.isEmpty() && interrupts == 0 && toMake() <= 0;
    }

    private long next() {
        double extra = interrupts;
        interrupts = 0;
        stopped = false;
        if (kicks.begin()) {
            doing = Doing.KICK;
            return Math.round(host.costs().kick() + extra);
        }
        if (!inbox.isEmpty() && !(doing == Doing.TAKE && toMake() > 0)) {
            doing = Doing.TAKE;
            atHand = Math.min(inbox.count(), takenAtOnce());
            return Math.round(atHand * takeNanos() * variation() + extra);
        }
        int room = toMake();
        if (room > 0) {
            doing = Doing.MAKE;
            atHand = Math.min(room, MADE_AT_ONCE);
            return Math.round(atHand * load.guestMicros() * 1000 * variation() + extra);
        }
        if (extra > 0) {
            doing = Doing.INTERRUPT;
            return Math.round(extra);
        }
        return halt();
    }

    private long halt() {
        stopped = wanted() > 0;
        long polled = polling.halts(host.now());
        boolean polls = polled > 0 && Scheduler.isAlone(this);
        doing = polls ? Doing.POLLED : Doing.HALTED;
        return polls ? polled : SLEEP;
    }

    /** What is confirmed, and what a confirmation lets go, goes before more is taken in: so window and host overlap. */
    private int takenAtOnce() {
        return switch (load.kind()) {
            case STREAM_IN -> CONFIRMED_AT_ONCE;
            case STREAM_OUT -> 1;
            default -> TAKEN_AT_ONCE;
        };
    }

    /** No two turns take the same time: without that, guests would fall in step with each other and with their peers. */
    private double variation() {
        return 1 + host.costs().jitter() * (2 * random.nextDouble() - 1);
    }

    private double takeNanos() {
        boolean confirmations = load.kind() == Load.Kind.STREAM_OUT;
        return (confirmations ? 0.3 : 1) * load.guestMicros() * 1000;
    }

    private int toMake() {
        return Math.min(wanted(), SimQueue.SIZE - tx.waiting.count());
    }

    private int wanted() {
        return switch (load.kind()) {
            case STREAM_OUT -> load.window() - inFlight;
            case OPEN_OUT -> due;
            default -> 0;
        };
    }

    private void made() {
        if (atHand == 0) {
            return;
        }
        inFlight += load.kind() == Load.Kind.STREAM_OUT ? atHand : 0;
        due = Math.max(0, due - atHand);
        transmit(atHand, host.now(), 0);
    }

    private void taken() {
        confirms = 0;
        boolean hadNoBuffers = buffers() <= 0;
        inbox.take(Math.min(atHand, inbox.count()), this::take);
        if (hadNoBuffers && !rx.waiting.isEmpty()) {
            kicks.tell(rx);
        }
        if (confirms > 0) {
            transmit(1, host.now(), confirms);
        }
    }

    private void take(int frames, long born, int credit) {
        switch (load.kind()) {
            case RR -> transmit(frames, born, 0);
            case STREAM_OUT -> inFlight = Math.max(0, inFlight - frames * credit);
            case STREAM_IN -> confirms += frames;
            default -> {}
        }
    }

    private void transmit(int frames, long born, int credit) {
        boolean first = tx.waiting.isEmpty();
        tx.waiting.add(host.now(), frames, born, credit);
        if (first) {
            kicks.tell(tx);
        }
    }
}
