package io.sidecore.tuner.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.tuner.SampleTrial;
import io.sidecore.tuner.trial.child.RunScope;
import io.sidecore.tuner.trial.result.Arm;
import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.ArmTotals;
import io.sidecore.tuner.trial.result.DecisionMark;
import io.sidecore.tuner.trial.result.Design;
import io.sidecore.tuner.trial.result.Phase;
import io.sidecore.tuner.trial.result.PhaseMark;
import io.sidecore.tuner.trial.result.RunResult;
import io.sidecore.tuner.trial.result.TrialResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialRunnerTest {

    private static final Arm SHARED = new Arm("shared", "seven guests per worker", false);
    private static final Arm ADAPTIVE = new Arm("adaptive", "tries and judges", true);
    private static final List<String> ONE_ARM =
            List.of("start backend", "start loop", "start guests", "stop guests", "stop loop", "stop backend");

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock();
    private final FakeProgress progress = new FakeProgress();
    private final FakeParts parts = new FakeParts(clock);
    private final Deque<HostTimes> hostTimes = new ArrayDeque<>(List.of(
            new HostTimes(1000, 10), new HostTimes(2000, 60), new HostTimes(3000, 60), new HostTimes(4000, 60)));
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private RunScope scope;

    @BeforeEach
    void open() {
        scope = RunScope.open(directory, new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void anArmGoesThroughItsPhasesInOrder() {
        ArmResult adaptive = run(ADAPTIVE).arms().get(0);
        assertEquals(ONE_ARM, parts.events);
        // Ready 0.2 s after the backend, which is noticed at 0.3 s; then 1 s, 2 s and 2 s; the result 0.05 s later.
        assertEquals(
                List.of(
                        new PhaseMark(Phase.START, 0, 0.5),
                        new PhaseMark(Phase.WARM_UP, 0.5, 1.5),
                        new PhaseMark(Phase.SEARCH, 1.5, 3.5),
                        new PhaseMark(Phase.MEASURE, 3.5, 5.5)),
                adaptive.phases().subList(0, 4));
        assertEquals(Phase.STOP, adaptive.phases().get(4).phase());
    }

    @Test
    void aFixedArmHasNoSearch() {
        ArmResult shared = run(SHARED).arms().get(0);
        assertEquals(
                List.of(Phase.START, Phase.WARM_UP, Phase.MEASURE, Phase.STOP),
                shared.phases().stream().map(PhaseMark::phase).toList());
        assertEquals(List.of(), shared.decisions());
    }

    @Test
    void theTotalsAreThoseOfTheMeasuredSecondsOnly() {
        ArmResult shared = run(SHARED).arms().get(0);
        ArmTotals totals = shared.totals().orElseThrow();
        assertEquals(10_000, totals.packetsPerSecond());
        assertEquals(1_000_000, totals.bytesPerSecond());
        assertEquals(110, totals.latencyMicros().orElseThrow().p999());
        assertEquals(0.8, totals.workerCpuCores().orElseThrow(), 1e-9);
        assertEquals(0.05, totals.interference().orElseThrow(), 1e-9);
        assertEquals(OptionalDouble.of(0.01), totals.kicksPerPacket());
        assertEquals(OptionalDouble.of(0.2), totals.callsPerPacket());
        assertEquals(OptionalDouble.of(0.05), totals.stealShare());
        assertEquals(15, shared.traffic().size());
        assertEquals(10, shared.measuredTraffic().size());
        assertEquals(20, shared.measuredWorkers().size());
        assertEquals(List.of(), shared.problems());
        assertEquals("w0 on CPU 0, sleeping: vm1", shared.placementText());
        assertEquals(Optional.of("schedstat"), shared.threadTimes());
    }

    @Test
    void inBlocksEachArmRunsAsOftenAndItsTotalsAreTheMean() {
        TrialResult trial = run(clock, new Design(Design.Kind.BLOCKS, 3, Optional.empty(), 0.02), SHARED, ADAPTIVE);
        assertEquals(
                List.of("shared", "adaptive"),
                trial.arms().stream().map(arm -> arm.arm().name()).toList());
        for (ArmResult arm : trial.arms()) {
            assertEquals(
                    List.of(1, 2, 3), arm.runs().stream().map(RunResult::block).toList());
            assertEquals(10_000, arm.totals().orElseThrow().packetsPerSecond());
            assertEquals(
                    300,
                    arm.totals().orElseThrow().latencyMicros().orElseThrow().count());
            assertEquals(OptionalDouble.of(10_000), arm.runs().get(2).packetsPerSecond());
        }
        assertEquals(
                List.of(1, 2, 3, 4, 5, 6),
                trial.arms().stream()
                        .flatMap(arm -> arm.runs().stream())
                        .map(RunResult::place)
                        .sorted()
                        .toList());
        assertEquals(
                6,
                progress.phases.stream()
                        .filter(phase -> phase.phase().equals("measure"))
                        .count());
    }

    @Test
    void aRunThatFailsLeavesTheOthers() {
        parts.guests(child -> child.dies(Duration.ofSeconds(2), 137, ""));
        ArmResult shared = run(clock, new Design(Design.Kind.BLOCKS, 3, Optional.empty(), 0.02), SHARED)
                .arms()
                .get(0);
        assertEquals(List.of(2, 3), shared.runs().stream().map(RunResult::block).toList());
        assertEquals(List.of("the guests ended early, killed by signal 9"), shared.problems());
        assertTrue(shared.totals().isPresent());
    }

    @Test
    void decisionsAreMarkedWithTheirTimeAndVerdict() {
        ArmResult adaptive = run(ADAPTIVE).arms().get(0);
        DecisionMark mark = adaptive.decisions().get(0);
        assertEquals(1, adaptive.decisions().size());
        assertEquals("poll", mark.kind());
        assertEquals("let w0 poll when idle", mark.text());
        assertEquals("it sleeps a lot", mark.reason());
        assertEquals(DecisionMark.Outcome.KEPT, mark.outcome());
        assertEquals("throughput +9 %", mark.verdict());
        assertEquals(1.6, mark.atSeconds(), 0.05); // the 12th step: 11 x 0.1 s after the load began
    }

    @Test
    void progressShowsEveryPhaseTheTimeLeftAndTheBest() {
        run(SHARED, ADAPTIVE);
        assertEquals(
                List.of("start", "warm-up", "measure", "start", "warm-up", "search", "measure"),
                progress.phases.stream().map(Progress.State::phase).toList());
        Progress.State first = progress.phases.get(0);
        assertEquals(Duration.ofSeconds(2), first.phaseLeft());
        // 2 + 1 + 2 + 0.5 s, and 2 s more of search in the second arm
        assertEquals(Duration.ofSeconds(13), first.trialLeft());
        assertEquals(Optional.empty(), first.best());
        Progress.State later = progress.phases.get(3);
        assertEquals(2, later.armNumber());
        assertEquals(2, later.armCount());
        assertEquals(Duration.ofMillis(7500), later.trialLeft());
        assertEquals(Optional.of("shared 10 k packets/s, p99 80 us"), later.best());
        assertEquals(List.of("done"), progress.problems);
    }

    @Test
    void guestsThatDieEndTheArmButNotTheTrial() {
        parts.guests(child -> child.dies(Duration.ofSeconds(2), 137, "Out of memory | Killed"));
        TrialResult trial = run(SHARED, ADAPTIVE);
        ArmResult shared = trial.arms().get(0);
        assertEquals(List.of("the guests ended early, killed by signal 9: Out of memory | Killed"), shared.problems());
        assertEquals(Optional.empty(), shared.totals());
        assertFalse(shared.traffic().isEmpty());
        assertTrue(trial.arms().get(1).totals().isPresent());
        assertEquals(ONE_ARM, parts.events.subList(0, 6));
        assertEquals("shared: " + shared.problems().get(0), progress.problems.get(0));
    }

    @Test
    void aBackendThatDiesIsNamed() {
        parts.backend(child -> child.dies(Duration.ofMillis(100), 2, "backend: vm1.sock is in use"));
        ArmResult shared = run(SHARED).arms().get(0);
        assertEquals(
                List.of("the backend ended early, with exit code 2: backend: vm1.sock is in use"), shared.problems());
        assertEquals(List.of("start backend", "stop backend"), parts.events);
    }

    @Test
    void aBackendThatDiesUnderLoadEndsTheArm() {
        parts.backend(
                child -> child.says(Duration.ofMillis(400), "vm1 connected").dies(Duration.ofSeconds(2), 134, ""));
        assertEquals(
                List.of("the backend ended early, killed by signal 6"),
                run(SHARED).arms().get(0).problems());
    }

    @Test
    void guestsThatAreNeverReadyRunIntoALimit() {
        parts.guests(child -> new FakeChild("guests", clock, parts.events));
        assertEquals(
                List.of("the guests gave no sign of being ready within 20 s"),
                run(SHARED).arms().get(0).problems());
    }

    @Test
    void guestsThatGiveNoResultRunIntoALimit() {
        parts.guests(child ->
                new FakeChild("guests", clock, parts.events).says(Duration.ZERO, "{\"type\":\"ready\",\"guests\":2}"));
        assertEquals(
                List.of("the guests gave no result within 10 s after the load should have ended"),
                run(SHARED).arms().get(0).problems());
    }

    @Test
    void guestsThatTalkNonsenseAreQuoted() {
        parts.guests(child -> new FakeChild("guests", clock, parts.events).says(Duration.ZERO, "hello"));
        String problem = run(SHARED).arms().get(0).problems().get(0);
        assertTrue(problem.startsWith("the guests printed 'hello', which is no line with type ready"), problem);
    }

    @Test
    void stepsThatFailAreCountedAndTheArmGoesOn() {
        int[] step = {0};
        parts.atEachStep(() -> {
            if (step[0]++ % 10 == 5) {
                throw new IllegalStateException("control socket: timeout");
            }
        });
        ArmResult shared = run(SHARED).arms().get(0);
        assertTrue(shared.totals().isPresent());
        assertEquals(
                List.of("a control step failed: control socket: timeout", "3 of 31 control steps failed"),
                shared.problems());
    }

    @Test
    void anInterruptEndsTheTrialAndLeavesNothing() throws Exception {
        int[] step = {0};
        parts.atEachStep(() -> {
            if (step[0]++ == 5) {
                scope.interrupt();
            }
        });
        assertThrows(TrialInterrupted.class, () -> run(SHARED, ADAPTIVE));
        // The scope stops them newest first; the arm then does so again, which changes nothing.
        assertEquals(
                List.of("start backend", "start loop", "start guests", "stop guests", "stop loop", "stop backend"),
                parts.events.stream().distinct().toList());
        assertFalse(Files.exists(scope.directory()));
        assertEquals("\ninterrupted: stopping what was started\n", said.toString(StandardCharsets.UTF_8));
        assertEquals(List.of(), progress.problems);
    }

    @Test
    void childrenThatDieOfTheSameCtrlCAreNoProblem() {
        parts.guests(child -> child.dies(Duration.ofSeconds(1), 130, ""));
        // The hook comes 0.1 s after the child's death: while the arm still waits to see whether it does.
        TrialClock withHook = new TrialClock() {
            private final long hookAt =
                    clock.nanos() + Duration.ofMillis(300 + 1000 + 100).toNanos();

            @Override
            public long nanos() {
                return clock.nanos();
            }

            @Override
            public Instant now() {
                return clock.now();
            }

            @Override
            public void pause(Duration duration) {
                clock.pause(duration);
                if (clock.nanos() >= hookAt && !scope.interrupted()) {
                    scope.interrupt();
                }
            }
        };
        assertThrows(TrialInterrupted.class, () -> run(withHook, SHARED));
        assertEquals(List.of(), progress.problems);
    }

    @Test
    void fourArmsOfTenSecondsFitNinety() {
        Arm dedicated = new Arm("dedicated", "one guest per worker", false);
        Arm elvis = new Arm("elvis", "shared and polling", false);
        TrialPlan plan = new TrialPlan(
                List.of(dedicated, SHARED, elvis, ADAPTIVE),
                1,
                "mixed",
                Duration.ofSeconds(2),
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                Design.once());
        Duration all = plan.turns().stream()
                .map(turn -> plan.plannedFrom(turn.arm(), Phase.START))
                .reduce(Duration.ZERO, Duration::plus);
        assertEquals(Duration.ofSeconds(73), all);
    }

    private TrialResult run(Arm... arms) {
        return run(clock, arms);
    }

    private TrialResult run(TrialClock time, Arm... arms) {
        return run(time, Design.once(), arms);
    }

    private TrialResult run(TrialClock time, Design design, Arm... arms) {
        TrialPlan plan = new TrialPlan(
                List.of(arms), 1, "mixed", Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(2), design);
        TrialBench bench = new TrialBench(time, () -> Optional.ofNullable(hostTimes.poll()), progress, scope);
        return new TrialRunner(plan, parts, bench).run(SampleTrial.HOST);
    }
}
