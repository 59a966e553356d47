package io.sidecore.tuner;

import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.DecisionMark;
import io.sidecore.tuner.trial.result.Design;
import io.sidecore.tuner.trial.result.HostFacts;
import io.sidecore.tuner.trial.result.PlacedWorker;
import io.sidecore.tuner.trial.result.TrialResult;
import io.sidecore.tuner.trial.result.Unmeasured;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Made-up trials. None of their numbers was ever measured. */
public final class SampleTrial {

    public static final HostFacts HOST =
            new HostFacts("6.1.0-28-amd64", "Example CPU @ 2.90GHz", 2, "17.0.13", "0.1.0");

    private SampleTrial() {}

    public static TrialResult of(List<ArmResult> arms) {
        return new TrialResult(
                TrialResult.SCHEMA_VERSION,
                "2026-11-23T02:00:00Z",
                1,
                "mixed: 2 streams paced at 200 k packets/s and 2 request/response pairs, 6 guests",
                10,
                Design.once(),
                HOST,
                arms);
    }

    /** Four arms as they should be; the adaptive one kept two of four changes. */
    public static TrialResult typical() {
        return of(List.of(
                SampleArm.fixed("dedicated", "one worker per guest")
                        .rate(780_000)
                        .latency(61)
                        .cores(1.62)
                        .build(),
                SampleArm.fixed("shared", "seven guests per worker")
                        .rate(905_000)
                        .latency(48)
                        .cores(0.83)
                        .build(),
                SampleArm.fixed("elvis", "shared and polling")
                        .rate(1_180_000)
                        .latency(21)
                        .cores(1.0)
                        .build(),
                SampleArm.adaptive("adaptive", "moves queues, polls or sleeps, adds and retires workers")
                        .rate(1_204_000)
                        .latency(24)
                        .cores(0.61)
                        .decisions(decisions(4))
                        .build()));
    }

    /** An arm that failed, hostile text everywhere, no BPF, an arm that lost requests and an arm without latency. */
    public static TrialResult troubled() {
        String hostile = "<script>alert('x')</script> & \"quoted\" \u0000\u001b[31m \uD800 ]]>";
        Unmeasured noBpf = new Unmeasured(
                "each wait of a worker for a CPU",
                "BPF is not allowed here (EPERM); only sums are known, from /proc/schedstat " + hostile);
        DecisionMark mark = new DecisionMark(
                3.2, "poll", "let w0 poll " + hostile, "because " + hostile, DecisionMark.Outcome.FAILED, hostile);
        return of(List.of(
                SampleArm.fixed("dedicated" + hostile, hostile)
                        .lost(123)
                        .withoutInterference()
                        .missing(noBpf)
                        .build(),
                SampleArm.fixed("shared", "seven guests per worker")
                        .failed("the load guests ended early, killed by signal 9: out of memory " + hostile)
                        .missing(noBpf)
                        .build(),
                SampleArm.fixed("streams-only", "no requests")
                        .latency(0)
                        .withoutInterference()
                        .build(),
                SampleArm.adaptive("adaptive", "adaptive")
                        .decisions(List.of(mark))
                        .withoutInterference()
                        .placement(List.of(new PlacedWorker(hostile, hostile, hostile, List.of(hostile + "/rx0"))))
                        .build()));
    }

    /** Many arms, ranges over six decades, many decisions, many guests. */
    public static TrialResult extreme() {
        List<ArmResult> arms = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            arms.add(SampleArm.fixed("arm-with-quite-a-long-name-" + i, "rate 10^" + (i + 1))
                    .rate(Math.pow(10, i + 1))
                    .latency(Math.pow(10, 7 - i))
                    .cores(Math.pow(4, i - 2.0))
                    .placement(List.of(
                            new PlacedWorker("w0", "0-3,8", "spin=50us", guests(0, i * i)),
                            new PlacedWorker("w1", "0-3,8", "sleep", guests(i * i, i * i + 3)),
                            new PlacedWorker("w2", "9", "poll", List.of())))
                    .build());
        }
        arms.add(SampleArm.adaptive("adaptive", "restless")
                .rate(9_000_000)
                .decisions(decisions(60))
                .build());
        return of(arms);
    }

    private static List<String> guests(int from, int to) {
        return IntStream.range(from, to)
                .boxed()
                .flatMap(i -> List.of("vm" + i + "/rx0", "vm" + i + "/tx0").stream())
                .toList();
    }

    /** Decisions through the search phase; half of them kept. */
    public static List<DecisionMark> decisions(int count) {
        List<DecisionMark> decisions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean kept = i % 4 < 2;
            decisions.add(new DecisionMark(
                    4.5 + 13.0 * i / count,
                    i % 2 == 0 ? "poll" : "attach",
                    i % 2 == 0 ? "let w0 poll when idle" : "move vm" + i + "/rx0, vm" + i + "/tx0 to w1",
                    "worker w0 busy 97 % for 3 windows, worker w1 at 22 %; moving vm" + i + " (31 %) evens them",
                    kept ? DecisionMark.Outcome.KEPT : DecisionMark.Outcome.UNDONE,
                    kept ? "throughput +9 % (+6 to +12)" : "throughput -1 % (-4 to +2), not better"));
        }
        return decisions;
    }
}
