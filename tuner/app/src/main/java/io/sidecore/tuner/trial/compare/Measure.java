package io.sidecore.tuner.trial.compare;

import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.ArmTotals;
import io.sidecore.tuner.trial.result.LatencyMicros;
import io.sidecore.tuner.trial.result.TrafficPoint;
import io.sidecore.tuner.trial.result.WorkerPoint;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/** What arms are compared by, the most important first. */
public enum Measure {
    /** Frames that guests received per second. */
    THROUGHPUT("throughput", true) {
        @Override
        OptionalDouble total(ArmTotals totals) {
            return OptionalDouble.of(totals.packetsPerSecond());
        }

        @Override
        public double[] series(ArmResult arm) {
            return arm.measuredTraffic().stream()
                    .mapToDouble(TrafficPoint::packetsPerSecond)
                    .toArray();
        }

        @Override
        double centre(double[] values) {
            return mean(values);
        }
    },

    /**
     * The 99th percentile of request latency in microseconds. Percentiles of intervals do not add up to that of the
     * whole, so what is resampled is the p99 of a typical (median) interval.
     */
    P99("p99 latency", false) {
        @Override
        OptionalDouble total(ArmTotals totals) {
            return totals.latencyMicros()
                    .map(LatencyMicros::p99)
                    .map(OptionalDouble::of)
                    .orElse(OptionalDouble.empty());
        }

        @Override
        public double[] series(ArmResult arm) {
            return arm.measuredTraffic().stream()
                    .flatMap(point -> point.latencyMicros().stream())
                    .mapToDouble(latency -> latency.p99())
                    .toArray();
        }

        @Override
        double centre(double[] values) {
            return new Median().evaluate(values);
        }
    },

    /** CPUs that the workers used. */
    WORKER_CPU("worker CPU", false) {
        @Override
        OptionalDouble total(ArmTotals totals) {
            return totals.workerCpuCores();
        }

        @Override
        public double[] series(ArmResult arm) {
            return arm.measuredWorkers().stream()
                    .mapToDouble(WorkerPoint::cores)
                    .toArray();
        }

        @Override
        double centre(double[] values) {
            return mean(values);
        }
    };

    private final String text;
    private final boolean moreIsBetter;

    Measure(String text, boolean moreIsBetter) {
        this.text = text;
        this.moreIsBetter = moreIsBetter;
    }

    /** As an operator reads it. */
    public String text() {
        return text;
    }

    public boolean moreIsBetter() {
        return moreIsBetter;
    }

    /** Its value over all measured seconds; absent if the arm, or this of it, was not measured. */
    public OptionalDouble of(ArmResult arm) {
        return arm.totals().map(this::total).orElse(OptionalDouble.empty());
    }

    abstract OptionalDouble total(ArmTotals totals);

    /** Its values over the measured seconds, in order of time. */
    public abstract double[] series(ArmResult arm);

    /** What of a series is compared. */
    abstract double centre(double[] values);

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }
}
