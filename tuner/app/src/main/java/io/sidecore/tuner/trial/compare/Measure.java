package io.sidecore.tuner.trial.compare;

import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.ArmTotals;
import io.sidecore.tuner.trial.result.LatencyMicros;
import io.sidecore.tuner.trial.result.RunResult;
import io.sidecore.tuner.trial.result.TrafficPoint;
import io.sidecore.tuner.trial.result.WorkerPoint;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/** What arms are compared by, the most important first. */
public enum Measure {
    /** Frames that guests received per second. */
    THROUGHPUT("throughput", "throughput", true) {
        @Override
        OptionalDouble total(ArmTotals totals) {
            return OptionalDouble.of(totals.packetsPerSecond());
        }

        @Override
        double[] values(List<TrafficPoint> traffic, List<WorkerPoint> workers) {
            return traffic.stream().mapToDouble(TrafficPoint::packetsPerSecond).toArray();
        }

        @Override
        OptionalDouble of(RunResult run) {
            return run.packetsPerSecond();
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
    P99("p99", "p99 latency", false) {
        @Override
        OptionalDouble total(ArmTotals totals) {
            return totals.latencyMicros()
                    .map(LatencyMicros::p99)
                    .map(OptionalDouble::of)
                    .orElse(OptionalDouble.empty());
        }

        @Override
        double[] values(List<TrafficPoint> traffic, List<WorkerPoint> workers) {
            return traffic.stream()
                    .flatMap(point -> point.latencyMicros().stream())
                    .mapToDouble(latency -> latency.p99())
                    .toArray();
        }

        @Override
        OptionalDouble of(RunResult run) {
            return run.p99Micros();
        }

        @Override
        double centre(double[] values) {
            return new Median().evaluate(values);
        }
    },

    /** CPUs that the workers used. */
    WORKER_CPU("cpu", "worker CPU", false) {
        @Override
        OptionalDouble total(ArmTotals totals) {
            return totals.workerCpuCores();
        }

        @Override
        double[] values(List<TrafficPoint> traffic, List<WorkerPoint> workers) {
            return workers.stream().mapToDouble(WorkerPoint::cores).toArray();
        }

        @Override
        OptionalDouble of(RunResult run) {
            return run.workerCpuCores();
        }

        @Override
        double centre(double[] values) {
            return mean(values);
        }
    };

    private final String word;
    private final String text;
    private final boolean moreIsBetter;

    Measure(String word, String text, boolean moreIsBetter) {
        this.word = word;
        this.text = text;
        this.moreIsBetter = moreIsBetter;
    }

    /** As an operator types it. */
    public String word() {
        return word;
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

    /** Its value in the steady part of a run; absent if that was not measured. */
    abstract OptionalDouble of(RunResult run);

    abstract double[] values(List<TrafficPoint> traffic, List<WorkerPoint> workers);

    /** Its values over the measured seconds, in order of time. */
    public double[] series(ArmResult arm) {
        return values(arm.measuredTraffic(), arm.measuredWorkers());
    }

    /** Likewise, of the steady part only. */
    double[] steadySeries(ArmResult arm) {
        SteadyPart steady = SteadyPart.of(arm);
        return values(
                arm.measuredTraffic().stream()
                        .filter(point -> steady.contains(point.atSeconds(), point.seconds()))
                        .toList(),
                arm.measuredWorkers().stream()
                        .filter(point -> steady.contains(point.atSeconds(), point.seconds()))
                        .toList());
    }

    /** Its value in the steady part; that of all measured seconds if there is no series, absent if nor is that. */
    OptionalDouble steady(ArmResult arm) {
        double[] series = steadySeries(arm);
        return of(arm).isEmpty() || series.length == 0 ? of(arm) : OptionalDouble.of(centre(series));
    }

    /** What of a series is compared. */
    abstract double centre(double[] values);

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }
}
