package io.sidecore.tuner.whatif;

import io.sidecore.collector.sample.Histogram;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.StatUtils;

/** How long queues waited for what serves them, window by window. */
public final class Waits {

    /** Below that it is the price of a wake-up, not of a queue, and a factor of it would mean nothing. */
    private static final double LEAST_LOAD = 0.01;

    static final double MOST_LOAD = 0.99;

    private static final double QUANTILE = 0.99;

    /** That quantile of an exponential distribution, in means. */
    private static final double EXPONENTIAL = -Math.log(1 - QUANTILE);

    private final List<Histogram> delays;
    private final double[] turns;
    private final double[] workSeconds;

    /**
     * Of queues together.
     *
     * @param delays from a kick until the queue's turn; empty if nobody counted that
     * @param turns how many turns queues had in each window; empty if nobody counted that
     * @param workSeconds what these turns took in each window
     */
    Waits(List<Histogram> delays, double[] turns, double[] workSeconds) {
        this.delays = List.copyOf(delays);
        this.turns = turns.clone();
        this.workSeconds = workSeconds.clone();
    }

    /** Whether delays were counted, so that a prediction can be checked. */
    boolean measured() {
        return !delays.isEmpty();
    }

    /** The 99th percentile that was measured, in microseconds; absent if nothing was counted. */
    OptionalDouble measuredMicros(int[] windows) {
        long[] slots = new long[Long.SIZE];
        for (int window : windows) {
            Histogram delay = delays.get(window);
            for (int slot = 0; slot < delay.slotCount(); slot++) {
                slots[slot] += delay.count(slot);
            }
        }
        return Histogram.of(slots).quantileNanos(QUANTILE).stream()
                .mapToDouble(nanos -> nanos / 1e3)
                .findFirst();
    }

    /**
     * The mean wait by Kingman's formula (1961) for a queue of general arrivals and service, in microseconds:
     * {@code load / (1 - load) * (ca2 + cs2) / 2 * service time}. The squared coefficients of variation come from how the
     * numbers of windows spread: for many arrivals in a window, the variance of their number over its mean tends to that
     * of the times between them (Cox, Renewal Theory, 1962), and likewise for service.
     *
     * @return absent if turns were not counted, or there were none
     */
    OptionalDouble modelledMicros(double load, int servers) {
        double all = Arrays.stream(turns).sum();
        if (turns.length < 2 || all <= 0) {
            return OptionalDouble.empty();
        }
        double service = Arrays.stream(workSeconds).sum() / all;
        double mean = all / turns.length;
        double arrivals = StatUtils.variance(turns) / mean;
        double[] rest = new double[turns.length];
        Arrays.setAll(rest, i -> workSeconds[i] - service * turns[i]);
        double services = service <= 0 ? 0 : StatUtils.variance(rest) / (service * service * mean);
        return OptionalDouble.of(1e6 * crowd(load, servers) * (arrivals + services) / 2 * service);
    }

    /**
     * How much of a measured 99th percentile is due to load, in the same unit: not the wake-up that a kick costs anyway.
     * All of it where turns were not counted, or the model says more than was measured.
     */
    double dueToLoad(double measuredMicros, double load, int servers) {
        OptionalDouble mean = modelledMicros(load, servers);
        return mean.isEmpty() ? measuredMicros : Math.min(measuredMicros, EXPONENTIAL * mean.getAsDouble());
    }

    /**
     * How a wait grows with load, other things equal: {@code load^(sqrt(2 (m + 1)) - 1) / (m (1 - load))} for m servers
     * (Sakasegawa, 1977), which for one is {@code load / (1 - load)}. In heavy traffic waits are nearly exponential, so
     * that their percentiles grow as the mean does (Kingman, 1962).
     */
    static double crowd(double load, int servers) {
        double bounded = Math.max(LEAST_LOAD, Math.min(MOST_LOAD, load));
        return Math.pow(bounded, Math.sqrt(2 * (servers + 1.0)) - 1) / (servers * (1 - bounded));
    }
}
