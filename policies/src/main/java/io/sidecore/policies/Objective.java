package io.sidecore.policies;

import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueLoad;
import io.sidecore.collector.signal.WorkerLoad;

/**
 * What a policy is after, as one number for each observation:
 *
 * <pre>
 * utility  = throughputWeight * ln(1 + delivered/idlePacketsPerSecond)
 *          - delayWeight * activity * meanLogDelay
 *          - cpuPrice * cpus
 * activity = delivered / (delivered + idlePacketsPerSecond)
 * cpus     = CPUs that the workers used + kicks per second * kickCostMicros / 1e6
 * </pre>
 *
 * {@code meanLogDelay} is the mean of ln(1 + delay in microseconds) over the queues, each weighted by its own activity:
 * a guest that asks one question at a time counts as much as one that streams. Logarithms make differences of utility
 * into ratios: with a weight of 1, 0.05 is 5 % of throughput. Without traffic, throughput and delay say nothing, and
 * what remains is the price of the CPUs: polling pays under load, not when idle.
 *
 * @param throughputWeight worth of e times as many frames delivered; 0 or more
 * @param delayWeight worth of a queue delay e times shorter; 0 or more. Above about 0.25 more traffic at a long delay
 *     could count as a loss
 * @param cpuPrice price of one CPU spent; 0 or more
 * @param kickCostMicros guest CPU time that one kick costs: an exit is about 2,000 cycles (SplitX, 2011) and the
 *     eventfd write with its wake-up as much again; 0 to 1000
 * @param idlePacketsPerSecond traffic below which a queue counts as nearly idle; above 0
 */
public record Objective(
        double throughputWeight,
        double delayWeight,
        double cpuPrice,
        double kickCostMicros,
        double idlePacketsPerSecond) {

    private static final double MICROS_PER_SECOND = 1e6;
    private static final double NANOS_PER_MICRO = 1e3;

    public Objective {
        requireAtLeastZero("throughputWeight", throughputWeight);
        requireAtLeastZero("delayWeight", delayWeight);
        requireAtLeastZero("cpuPrice", cpuPrice);
        requireAtLeastZero("kickCostMicros", kickCostMicros);
        if (!(idlePacketsPerSecond > 0) || Double.isInfinite(idlePacketsPerSecond)) {
            throw new IllegalArgumentException("idlePacketsPerSecond must be above 0: " + idlePacketsPerSecond);
        }
        if (throughputWeight + delayWeight + cpuPrice == 0) {
            throw new IllegalArgumentException(
                    "throughputWeight, delayWeight and cpuPrice are all 0: at least one must be above 0");
        }
    }

    private static void requireAtLeastZero(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be 0 or more: " + value);
        }
    }

    /** Higher is better; comparable only between observations of the same guests. */
    public double utility(Observation now) {
        double delivered = now.deliveredPerSecond();
        return throughputWeight * Math.log1p(delivered / idlePacketsPerSecond)
                - delayWeight * activity(delivered) * meanLogDelay(now)
                - cpuPrice * cpus(now);
    }

    /** CPUs spent on I/O: by the workers, and by the guests on kicks. */
    public double cpus(Observation now) {
        double kicks =
                now.workers().stream().mapToDouble(WorkerLoad::kicksPerSecond).sum();
        return now.workerCpus() + kicks * kickCostMicros / MICROS_PER_SECOND;
    }

    private double activity(double packetsPerSecond) {
        return packetsPerSecond / (packetsPerSecond + idlePacketsPerSecond);
    }

    private double meanLogDelay(Observation now) {
        double weight = 0;
        double sum = 0;
        for (QueueLoad load : now.queues()) {
            if (load.delay().isPresent()) {
                double activity = activity(load.packetsPerSecond());
                double micros = load.delay().get().mean().toNanos() / NANOS_PER_MICRO;
                weight += activity;
                sum += activity * Math.log1p(micros);
            }
        }
        return weight > 0 ? sum / weight : 0;
    }
}
