package io.sidecore.tuner.simulator;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.tuner.simulator.scenario.Load;

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
        TAKE,
        MAKE,
        KICK
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
    private Load load;
    private Doing doing = Doing.HALTED;
    private int atHand;
    private double interrupts;

    /** Of what it sends: under way, and to be sent by its own rate. */
    private int inFlight;

    private int due;

    /** Frames of a stream that it has taken in and not confirmed. */
    private int confirms;

    private boolean kickDue;
    private boolean gone;

    Vcpu(int id, String name, int[] cpus, int node, String cgroup, Load load, Wire wire, Host host, long seed) {
        super(id, cpus);
        this.name = name;
        this.node = node;
        this.cgroup = cgroup;
        this.host = host;
        this.load = load;
        this.rx = new SimQueue(new QueueId(name, QueueId.Direction.RX, 0), this, false);
        this.tx = new SimQueue(new QueueId(name, QueueId.Direction.TX, 0), this, true);
        size();
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
        kickDue = false;
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
        host.scheduler().wake(this, host.costs().halt());
    }

    /** Whether it must be called when frames come. */
    boolean wantsCall() {
        return inbox.isEmpty() && doing != Doing.TAKE;
    }

    /** The worker has given it frames. */
    void delivered(boolean called) {
        if (called) {
            interrupts += host.interruptNanos();
            nudge();
        }
    }

    /** The stream's other end has so many frames. */
    void confirmed(int frames) {
        inFlight = Math.max(0, inFlight - frames);
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
            case KICK -> kick();
            case HALTED -> {}
        }
        return gone ? END : next();
    }

    private long next() {
        double extra = interrupts;
        interrupts = 0;
        if (kickDue) {
            doing = Doing.KICK;
            kickDue = false;
            return Math.round(host.costs().kick() + extra);
        }
        if (!inbox.isEmpty()) {
            doing = Doing.TAKE;
            atHand = Math.min(inbox.count(), TAKEN_AT_ONCE);
            return Math.round(atHand * takeNanos() + extra);
        }
        int room = toMake();
        if (room > 0) {
            doing = Doing.MAKE;
            atHand = Math.min(room, MADE_AT_ONCE);
            return Math.round(atHand * load.guestMicros() * 1000 + extra);
        }
        doing = Doing.HALTED;
        return extra > 0 ? Math.round(extra) : SLEEP;
    }

    private double takeNanos() {
        boolean confirmations = load.kind() == Load.Kind.STREAM_OUT;
        return (confirmations ? 0.3 : 1) * load.guestMicros() * 1000;
    }

    private int toMake() {
        int room = SimQueue.SIZE - tx.waiting.count();
        return switch (load.kind()) {
            case STREAM_OUT -> Math.min(room, load.window() - inFlight);
            case OPEN_OUT -> Math.min(room, due);
            default -> 0;
        };
    }

    private void made() {
        if (atHand == 0) {
            return;
        }
        inFlight += load.kind() == Load.Kind.STREAM_OUT ? atHand : 0;
        due = Math.max(0, due - atHand);
        transmit(atHand, host.now(), atHand);
    }

    private void taken() {
        confirms = 0;
        inbox.take(Math.min(atHand, inbox.count()), this::take);
        if (confirms > 0) {
            transmit((confirms + CONFIRMED_AT_ONCE - 1) / CONFIRMED_AT_ONCE, host.now(), confirms);
        }
    }

    private void take(int frames, long born, int credit) {
        switch (load.kind()) {
            case RR -> transmit(frames, born, 0);
            case STREAM_OUT -> confirmed(credit);
            case STREAM_IN -> confirms += frames;
            default -> {}
        }
    }

    private void transmit(int frames, long born, int credit) {
        boolean first = tx.waiting.isEmpty();
        tx.waiting.add(host.now(), frames, born, credit);
        SimWorker worker = tx.worker;
        if (first && worker != null) {
            if (worker.wantsKick()) {
                kickDue = true;
            } else {
                worker.found(tx);
            }
        }
    }

    private void kick() {
        SimWorker worker = tx.worker;
        if (worker != null) {
            worker.kick(tx);
        }
    }
}
