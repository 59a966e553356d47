package io.sidecore.tuner;

import io.sidecore.tuner.trial.result.Arm;
import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.ArmTotals;
import io.sidecore.tuner.trial.result.DecisionMark;
import io.sidecore.tuner.trial.result.FlowTotals;
import io.sidecore.tuner.trial.result.IntervalLatency;
import io.sidecore.tuner.trial.result.LatencyMicros;
import io.sidecore.tuner.trial.result.Phase;
import io.sidecore.tuner.trial.result.PhaseMark;
import io.sidecore.tuner.trial.result.PlacedWorker;
import io.sidecore.tuner.trial.result.RunResult;
import io.sidecore.tuner.trial.result.TrafficPoint;
import io.sidecore.tuner.trial.result.Unmeasured;
import io.sidecore.tuner.trial.result.WorkerPoint;
import io.sidecore.tuner.trial.result.WorkerShare;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/** Makes up an arm: the same calls make the same arm. */
public final class SampleArm {

    private static final double INTERVAL = 0.2;
    private static final double WINDOW = 0.1;

    private final Arm arm;
    private final double measureAt;
    private double rate = 1_000_000;
    private OptionalDouble totalRate = OptionalDouble.empty();
    private double latency = 30;
    private double cores = 1;
    private double noise = 0.03;
    private double steal = 0.004;
    private List<RunResult> runs = List.of();
    private long lost;
    private boolean interference = true;
    private List<DecisionMark> decisions = List.of();
    private List<PlacedWorker> placement = List.of(
            new PlacedWorker("w0", "0", "poll", List.of("vm1/rx0", "vm1/tx0", "vm2/rx0", "vm2/tx0", "vm3/rx0")),
            new PlacedWorker("w1", "1", "spin=50us", List.of("vm3/tx0", "vm4/rx0", "vm4/tx0")));
    private final List<Unmeasured> missing = new ArrayList<>();
    private Optional<String> failure = Optional.empty();

    private SampleArm(Arm arm) {
        this.arm = arm;
        this.measureAt = arm.adaptive() ? 18.2 : 3.2;
    }

    public static SampleArm fixed(String name, String summary) {
        return new SampleArm(new Arm(name, summary, false));
    }

    public static SampleArm adaptive(String name, String summary) {
        return new SampleArm(new Arm(name, summary, true));
    }

    public SampleArm rate(double packetsPerSecond) {
        rate = packetsPerSecond;
        return this;
    }

    /** Over all measured seconds; without, the same as in each of them. */
    public SampleArm totalRate(double packetsPerSecond) {
        totalRate = OptionalDouble.of(packetsPerSecond);
        return this;
    }

    /** The median; the other percentiles follow. 0: no requests. */
    public SampleArm latency(double micros) {
        latency = micros;
        return this;
    }

    public SampleArm cores(double value) {
        cores = value;
        return this;
    }

    public SampleArm noise(double relative) {
        noise = relative;
        return this;
    }

    /** Share of CPU time that others took. */
    public SampleArm steal(double share) {
        steal = share;
        return this;
    }

    public SampleArm runs(List<RunResult> several) {
        runs = List.copyOf(several);
        return this;
    }

    public SampleArm lost(long requests) {
        lost = requests;
        return this;
    }

    public SampleArm withoutInterference() {
        interference = false;
        return this;
    }

    public SampleArm decisions(List<DecisionMark> marks) {
        decisions = marks;
        return this;
    }

    public SampleArm placement(List<PlacedWorker> workers) {
        placement = workers;
        return this;
    }

    public SampleArm missing(Unmeasured what) {
        missing.add(what);
        return this;
    }

    public SampleArm failed(String problem) {
        failure = Optional.of(problem);
        return this;
    }

    public ArmResult build() {
        double end = failure.isPresent() ? measureAt + 2 : measureAt + 10;
        return new ArmResult(
                arm,
                phases(end),
                traffic(end),
                workers(end),
                decisions,
                failure.isPresent() ? Optional.empty() : Optional.of(totals()),
                placement,
                Optional.of(interference ? "BPF" : "schedstat"),
                missing,
                failure.stream().toList(),
                runs);
    }

    private List<PhaseMark> phases(double end) {
        List<PhaseMark> phases = new ArrayList<>();
        phases.add(new PhaseMark(Phase.START, 0, 1.2));
        phases.add(new PhaseMark(Phase.WARM_UP, 1.2, 3.2));
        if (arm.adaptive()) {
            phases.add(new PhaseMark(Phase.SEARCH, 3.2, measureAt));
        }
        phases.add(new PhaseMark(Phase.MEASURE, measureAt, end));
        phases.add(new PhaseMark(Phase.STOP, end, end + 0.4));
        return phases;
    }

    private List<TrafficPoint> traffic(double end) {
        SplittableRandom random = new SplittableRandom(7);
        List<TrafficPoint> points = new ArrayList<>();
        int count = (int) Math.round((end - 1.2) / INTERVAL);
        for (int i = 1; i <= count; i++) {
            double at = 1.2 + i * INTERVAL;
            double now = progress(at) * rate * wobble(random);
            long packets = Math.round(now * INTERVAL);
            double p99 = 2.4 * latency / progress(at) * wobble(random);
            Optional<IntervalLatency> micros = latency == 0
                    ? Optional.empty()
                    : Optional.of(new IntervalLatency(latency * wobble(random), p99, 3 * p99, 812));
            points.add(new TrafficPoint(at, INTERVAL, packets, 1000 * packets, 812, 0, micros));
        }
        return points;
    }

    /** An adaptive arm starts at 70 % and gets better until it is measured. */
    private double progress(double at) {
        return arm.adaptive() ? Math.min(1, 0.7 + 0.3 * (at - 1.2) / (measureAt - 3)) : 1;
    }

    private double wobble(SplittableRandom random) {
        return 1 + noise * (2 * random.nextDouble() - 1);
    }

    private List<WorkerPoint> workers(double end) {
        SplittableRandom random = new SplittableRandom(11);
        List<WorkerPoint> points = new ArrayList<>();
        int workers = (int) Math.max(1, Math.ceil(cores * (1 + noise)));
        int count = (int) Math.round((end - 1.2) / WINDOW);
        for (int i = 1; i <= count; i++) {
            List<WorkerShare> shares = new ArrayList<>();
            for (int w = 0; w < workers; w++) {
                double onCpu = Math.min(1, cores / workers * wobble(random));
                OptionalDouble waits =
                        interference ? OptionalDouble.of(0.08 * random.nextDouble()) : OptionalDouble.empty();
                shares.add(new WorkerShare("w" + w, onCpu, 0.6 * onCpu, 0.3 * onCpu, waits));
            }
            points.add(new WorkerPoint(1.2 + i * WINDOW, WINDOW, shares));
        }
        return points;
    }

    private ArmTotals totals() {
        Optional<LatencyMicros> micros = latency == 0
                ? Optional.empty()
                : Optional.of(new LatencyMicros(
                        latency, 1.6 * latency, 2.4 * latency, 6 * latency, 30 * latency, 1.1 * latency, 40_600));
        return new ArmTotals(
                10,
                totalRate.orElse(rate),
                1000 * rate,
                latency == 0 ? 0 : 4060,
                lost,
                micros,
                OptionalDouble.of(cores),
                interference ? OptionalDouble.of(0.04) : OptionalDouble.empty(),
                OptionalDouble.of(0.0123),
                OptionalDouble.of(0.05),
                OptionalDouble.of(steal),
                List.of(new FlowTotals("stream vm1->vm2", "stream", rate, 0, 0, Optional.empty())));
    }
}
