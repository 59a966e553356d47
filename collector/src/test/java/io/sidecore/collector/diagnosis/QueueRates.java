package io.sidecore.collector.diagnosis;

import io.sidecore.collector.host.VirtqueueCounter;
import io.sidecore.collector.host.VirtqueueCounters;
import io.sidecore.collector.host.VirtqueueSample;
import io.sidecore.collector.sample.Histogram;
import java.util.Optional;

/** What happens on a virtqueue each second. */
final class QueueRates {

    private static final int SLOTS = 40;

    private boolean counted = true;
    private long kicks;
    private long calls;
    private long packets;
    private boolean packetsKnown;
    private long runs;
    private long limited;
    private double busy;
    private double poll;
    private long drops;
    private long delayNanos = 8_000;
    long generation = 1;

    private final double[] sums = new double[VirtqueueCounters.COUNT];
    private final long[] delays = new long[SLOTS];

    QueueRates kicks(long guestToHost, long hostToGuest) {
        kicks = guestToHost;
        calls = hostToGuest;
        return this;
    }

    QueueRates packets(long frames) {
        packets = frames;
        packetsKnown = true;
        return this;
    }

    /** Turns of its worker, those that left work behind, and the share of a second in them by the clock on the wall. */
    QueueRates turns(long turns, long leftBehind, double wall) {
        runs = turns;
        limited = leftBehind;
        busy = wall;
        return this;
    }

    QueueRates polls(double wall) {
        poll = wall;
        return this;
    }

    QueueRates drops(long frames) {
        drops = frames;
        return this;
    }

    QueueRates delayed(long nanos) {
        delayNanos = nanos;
        return this;
    }

    QueueRates uncounted() {
        counted = false;
        return this;
    }

    void second() {
        // in the order of VirtqueueCounter
        double[] rates = {kicks, 0, calls, packets, runs, limited, busy * 1e9, poll * 1e9, drops};
        for (int i = 0; i < rates.length; i++) {
            sums[i] += rates[i];
        }
        delays[63 - Long.numberOfLeadingZeros(delayNanos)] += runs;
    }

    VirtqueueSample sample(String name) {
        return new VirtqueueSample(
                name, generation, counters(), counted ? Optional.of(Histogram.of(delays)) : Optional.empty());
    }

    private VirtqueueCounters counters() {
        VirtqueueCounters all = VirtqueueCounters.none();
        for (VirtqueueCounter counter : VirtqueueCounter.values()) {
            boolean known = counter != VirtqueueCounter.BACKEND_WAKEUPS
                    && (counter != VirtqueueCounter.PACKETS || packetsKnown);
            if (counted && known) {
                all = all.with(counter, Math.round(sums[counter.ordinal()]));
            }
        }
        return all;
    }
}
