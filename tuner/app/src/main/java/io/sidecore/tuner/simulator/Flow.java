package io.sidecore.tuner.simulator;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.tuner.simulator.scenario.Load;
import java.util.SplittableRandom;

/** The peer of a guest, somewhere on the network, and the way there. */
final class Flow {

    /** Frames reach the host, on their way to the guest. */
    private static final int TO_GUEST = 0;
    /** Frames reach the peer. */
    private static final int TO_PEER = 1;
    /** The peer asks again. */
    private static final int ASK = 2;
    /** It is time for the next burst. */
    private static final int BURST = 3;
    /** It begins, or ends, to be on. */
    private static final int TOGGLE = 4;
    /** Frames reach the host's end of the link. */
    private static final int TO_LINK = 5;

    private static final int KIND_BITS = 3;
    private static final int KIND_MASK = (1 << KIND_BITS) - 1;

    private static final int SENT_AT_ONCE = 16;

    /** Frames that the host keeps for a guest, in the ring and before it: the queue of a tap is as long. */
    private static final int MAX_WAITING = 1000;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Vcpu guest;
    private final Wire wire;
    private final Host host;
    private final SplittableRandom random;

    /** What was under way when the load changed counts no more: its number of loads is another. */
    private int life;

    private int inFlight;
    private boolean on;

    /** When the NIC told the host of frames for this guest last, or will next. */
    private long interruptNanos = -EventHeap.MAX_NANOS;

    /** Frames for the guest that have reached the host. */
    long offered;

    // What the peer sees.

    long completed;
    long latencyNanos;
    final long[] latencies = new long[SLOTS];

    /** Slots of latency for each power of two. */
    static final int LATENCY_STEPS = 8;

    static final int SLOTS = 64 * LATENCY_STEPS;

    Flow(Vcpu guest, Wire wire, Host host, long seed) {
        this.guest = guest;
        this.wire = wire;
        this.host = host;
        this.random = new SplittableRandom(seed);
    }

    private long halfWay() {
        double variation = 1 + host.costs().jitter() * (2 * random.nextDouble() - 1);
        return Math.round(guest.load().rttMicros() * 500 * variation);
    }

    /** The guest's load is another now. */
    void restart() {
        life++;
        inFlight = 0;
        on = true;
        Load load = guest.load();
        switch (load.kind()) {
            case RR -> {
                for (int i = 0; i < load.concurrency(); i++) {
                    tell(ASK, host.now() + random.nextLong(100_000), 1);
                }
            }
            case STREAM_IN -> stream();
            case OPEN_IN, OPEN_OUT -> {
                tell(BURST, host.now() + pause(), load.burst());
                if (load.onMillis() > 0) {
                    tell(TOGGLE, host.now() + exponential(load.onMillis() * NANOS_PER_MILLI), 0);
                }
            }
            default -> {}
        }
    }

    private void tell(int kind, long atNanos, int frames) {
        tell(kind, atNanos, frames, 0, 0);
    }

    private void tell(int kind, long atNanos, int frames, long born, int credit) {
        host.messages().send(atNanos, this, kind | life << KIND_BITS, frames, born, credit);
    }

    private long exponential(double mean) {
        return Math.max(1, Math.round(-mean * Math.log(1 - random.nextDouble())));
    }

    private long pause() {
        Load load = guest.load();
        return exponential(load.burst() * NANOS_PER_SECOND / load.packetsPerSecond());
    }

    void arrived(int kindAndLife, int frames, long born, int credit) {
        if (kindAndLife >> KIND_BITS != life) {
            return;
        }
        switch (kindAndLife & KIND_MASK) {
            case TO_LINK -> toLink(frames, born, credit);
            case TO_GUEST -> toGuest(frames, born, credit);
            case TO_PEER -> toPeer(frames, born, credit);
            case ASK -> send(frames, host.now(), 0);
            case BURST -> burst();
            default -> toggle();
        }
    }

    private void burst() {
        Load load = guest.load();
        tell(BURST, host.now() + pause(), load.burst());
        if (!on) {
            return;
        }
        if (load.kind() == Load.Kind.OPEN_IN) {
            send(load.burst(), host.now(), 0);
        } else {
            guest.mayMake(load.burst());
        }
    }

    private void toggle() {
        on = !on;
        Load load = guest.load();
        tell(TOGGLE, host.now() + exponential((on ? load.onMillis() : load.offMillis()) * NANOS_PER_MILLI), 0);
    }

    /** The peer of a stream sends what its window lets it. */
    private void stream() {
        int room = guest.load().window() - inFlight;
        while (room > 0) {
            int frames = Math.min(room, SENT_AT_ONCE);
            inFlight += frames;
            send(frames, host.now(), 0);
            room -= frames;
        }
    }

    private void send(int frames, long born, int credit) {
        tell(TO_LINK, host.now() + halfWay(), frames, born, credit);
    }

    private void toLink(int frames, long born, int credit) {
        int taken = admitted(wire.in, frames);
        if (taken > 0) {
            tell(TO_GUEST, interrupt(wire.in.add(host.now(), taken, guest.rx.frameBytes)), taken, born, credit);
        }
    }

    /** When the NIC tells the host of frames: with others that came, if it has told of some just before. */
    private long interrupt(long nanos) {
        if (nanos > interruptNanos) {
            interruptNanos =
                    Math.max(nanos, interruptNanos + Math.round(host.costs().interruptGap()));
        }
        return interruptNanos;
    }

    /** How many frames a queue takes; who has a window waits for a place, who sends at its own rate does not care. */
    private int admitted(Line line, int frames) {
        return isOpen() ? line.admit(host.now(), frames) : frames;
    }

    private boolean isOpen() {
        Load.Kind kind = guest.load().kind();
        return kind == Load.Kind.OPEN_IN || kind == Load.Kind.OPEN_OUT;
    }

    private void toGuest(int frames, long born, int credit) {
        SimQueue rx = guest.rx;
        offered += frames;
        int taken = isOpen() ? Math.min(frames, Math.max(0, MAX_WAITING - rx.waiting.count())) : frames;
        if (taken < frames) {
            rx.count(QueueCounter.DROPS_FULL, frames - taken);
        }
        if (taken == 0) {
            return;
        }
        boolean first = rx.waiting.isEmpty();
        rx.waiting.add(host.now(), taken, born, credit);
        if (first && rx.worker != null) {
            rx.worker.found();
        }
    }

    /** A worker has taken frames of the guest's, and sends them. */
    void sent(int frames, long born, int credit) {
        int taken = admitted(wire.out, frames);
        if (taken > 0) {
            tell(TO_PEER, wire.out.add(host.now(), taken, guest.tx.frameBytes) + halfWay(), taken, born, credit);
        }
    }

    private void toPeer(int frames, long born, int credit) {
        Load load = guest.load();
        switch (load.kind()) {
            case RR -> answered(frames, born);
            case STREAM_OUT -> confirm(frames);
            case STREAM_IN -> {
                inFlight = Math.max(0, inFlight - frames * credit);
                stream();
            }
            default -> {}
        }
    }

    private void confirm(int frames) {
        int whole = frames / Vcpu.CONFIRMED_AT_ONCE;
        if (whole > 0) {
            send(whole, host.now(), Vcpu.CONFIRMED_AT_ONCE);
        }
        int rest = frames % Vcpu.CONFIRMED_AT_ONCE;
        if (rest > 0) {
            send(1, host.now(), rest);
        }
    }

    private void answered(int frames, long born) {
        long latency = host.now() - born;
        completed += frames;
        latencyNanos += frames * latency;
        latencies[slot(latency)] += frames;
        double think = guest.load().thinkMicros() * 1000;
        if (think == 0) {
            send(frames, host.now(), 0);
        } else {
            for (int i = 0; i < frames; i++) {
                tell(ASK, host.now() + exponential(think), 1);
            }
        }
    }

    /** Eight slots to a power of two. */
    private static int slot(long nanos) {
        long at = Math.max(1, nanos);
        int power = 63 - Long.numberOfLeadingZeros(at);
        int step = power < 3 ? 0 : (int) (at >>> (power - 3)) & (LATENCY_STEPS - 1);
        return power * LATENCY_STEPS + step;
    }

    /** The latency of so many, in nanoseconds: the upper end of its slot. */
    static double slotEndNanos(int slot) {
        double start = Math.scalb(1.0, slot / LATENCY_STEPS);
        return start + start / LATENCY_STEPS * (slot % LATENCY_STEPS + 1);
    }
}
