package io.sidecore.tuner.trial;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.Interference;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.Saturation;
import io.sidecore.collector.signal.WorkerLoad;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Reason;
import io.sidecore.tuner.trial.child.Child;
import io.sidecore.tuner.trial.result.Arm;
import io.sidecore.tuner.trial.result.DecisionMark;
import io.sidecore.tuner.trial.result.Unmeasured;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Parts of an arm that follow a script. Workers use half a core before the measured seconds and 0.8 in them. */
final class FakeParts implements ArmParts {

    private static final WorkerId W0 = new WorkerId("w0");

    final List<String> events = new ArrayList<>();
    private final FakeClock clock;
    private UnaryOperator<FakeChild> backendScript = child -> child;
    private UnaryOperator<FakeChild> guestScript = child -> child;
    private Runnable atEachStep = () -> {};
    private long measureNanos = Long.MAX_VALUE;

    FakeParts(FakeClock clock) {
        this.clock = clock;
    }

    /** Changes what the backend does. */
    FakeParts backend(UnaryOperator<FakeChild> script) {
        backendScript = script;
        return this;
    }

    /** Changes what the guests of the first arm do, after what they would say. */
    FakeParts guests(UnaryOperator<FakeChild> script) {
        guestScript = script;
        return this;
    }

    FakeParts atEachStep(Runnable action) {
        atEachStep = action;
        return this;
    }

    @Override
    public Child startBackend(Arm arm, Path directory) {
        return backendScript.apply(
                new FakeChild("backend", clock, events).says(Duration.ofMillis(300), "ready: 2 ports"));
    }

    @Override
    public Child startGuests(Arm arm, Path directory, Duration beforeMeasure, Duration measure) {
        FakeChild child = new FakeChild("guests", clock, events);
        long readyMillis = 200;
        child.says(Duration.ofMillis(readyMillis), "{\"type\":\"ready\",\"guests\":2}");
        measureNanos = clock.nanos() + beforeMeasure.plusMillis(readyMillis).toNanos();
        long before = beforeMeasure.toMillis();
        long end = before + measure.toMillis();
        for (long at = 200; at <= end; at += 200) {
            child.says(Duration.ofMillis(readyMillis + at), interval(at, at > before));
        }
        child.says(Duration.ofMillis(readyMillis + end + 50), result(measure.toMillis() / 1000.0));
        FakeChild scripted = guestScript.apply(child);
        guestScript = each -> each;
        return scripted;
    }

    private static String interval(long atMillis, boolean measured) {
        return String.format(
                Locale.ROOT,
                "{\"type\":\"interval\",\"t\":%.3f,\"phase\":\"%s\",\"seconds\":0.2,\"packets\":2000,\"bytes\":200000,"
                        + "\"requests\":10,\"lost\":0,"
                        + "\"latency_micros\":{\"p50\":20,\"p99\":80,\"max\":120,\"count\":10}}",
                atMillis / 1000.0,
                measured ? "measure" : "warmup");
    }

    private static String result(double seconds) {
        return String.format(
                Locale.ROOT,
                "{\"type\":\"result\",\"seconds\":%.1f,\"seed\":1,\"packets\":20000,\"bytes\":2000000,"
                        + "\"packets_per_second\":10000,\"requests_per_second\":50,\"lost\":0,\"latency_micros\":"
                        + "{\"p50\":20,\"p90\":40,\"p99\":80,\"p999\":110,\"max\":120,\"mean\":25,\"count\":100},"
                        + "\"flows\":[],\"kicks\":200,\"calls\":4000}",
                seconds);
    }

    @Override
    public Steering steer(Turn turn, Path directory, DecisionLog decisions) {
        events.add("start loop");
        return new Loop(turn.arm(), decisions);
    }

    /** At the 12th step of an adaptive arm it lets w0 poll, and five steps later finds that good. */
    private final class Loop implements Steering {
        private final Arm arm;
        private final DecisionLog decisions;
        private int steps;

        Loop(Arm arm, DecisionLog decisions) {
            this.arm = arm;
            this.decisions = decisions;
        }

        @Override
        public Optional<Observation> step() {
            atEachStep.run();
            steps++;
            if (arm.adaptive() && steps == 12) {
                decisions.decided(clock.nanos(), new Decision.Poll(W0, PollMode.POLL, Reason.of("it sleeps a lot")));
            }
            if (arm.adaptive() && steps == 17) {
                decisions.judged(DecisionMark.Outcome.KEPT, "throughput +9 %");
            }
            return steps == 1 ? Optional.empty() : Optional.of(observation());
        }

        private Observation observation() {
            double onCpu = clock.nanos() > measureNanos ? 0.8 : 0.5;
            WorkerLoad load = new WorkerLoad(
                    W0,
                    CpuSet.of(0),
                    PollMode.SLEEP,
                    new Saturation(0.4),
                    0.1,
                    onCpu,
                    Optional.of(new Interference(0.05)),
                    OptionalDouble.empty(),
                    0,
                    0,
                    0,
                    0);
            return new Observation(
                    clock.nanos(), Duration.ofMillis(100), List.of(load), List.of(), OptionalDouble.empty());
        }

        @Override
        public Placement placement() {
            return new Placement(
                    new TreeMap<>(Map.of(W0, new Placement.Setting(CpuSet.of(0), PollMode.SLEEP))),
                    new TreeMap<>(Map.of(QueueId.parse("vm1/rx0"), W0, QueueId.parse("vm1/tx0"), W0)));
        }

        @Override
        public Optional<String> threadTimes() {
            return Optional.of("schedstat");
        }

        @Override
        public List<Unmeasured> notMeasured() {
            return List.of(new Unmeasured("VM exits", "no KVM here"));
        }

        @Override
        public void close() {
            events.add("stop loop");
        }
    }
}
