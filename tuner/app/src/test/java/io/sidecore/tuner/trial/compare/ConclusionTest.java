package io.sidecore.tuner.trial.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.tuner.SampleArm;
import io.sidecore.tuner.SampleTrial;
import io.sidecore.tuner.trial.result.TrialResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConclusionTest {

    private static List<String> conclusion(TrialResult trial) {
        return Findings.of(trial).conclusion();
    }

    private static final String LAST = "The ranges are 95 % intervals from within each arm's measured seconds (block "
            + "bootstrap); each arm ran once, so drift of the machine between arms is not in them; --blocks 3 has it in.";

    @Test
    void aTrialAsItShouldBe() {
        assertEquals(
                List.of(
                        "adaptive was better than elvis, the best fixed arm, in worker CPU, but worse in p99 latency.",
                        "adaptive against elvis: throughput 1.02 x (1.01 to 1.03: inconclusive, "
                                + "runs about 2 times as long might tell, or 3 blocks or more); "
                                + "p99 latency 1.14 x (1.12 to 1.16: worse); worker CPU 0.61 x (0.61 to 0.61: better).",
                        "Best fixed arm: elvis (highest throughput: elvis; lowest p99 latency: elvis; "
                                + "least worker CPU: shared).",
                        "adaptive tried 4 changes, kept 2 and undid 2.",
                        "Kept at 4.5 s: let w0 poll when idle, because worker w0 busy 97 % for 3 windows, "
                                + "worker w1 at 22 %; moving vm0 (31 %) evens them.",
                        "Kept at 7.8 s: move vm1/rx0, vm1/tx0 to w1, because worker w0 busy 97 % for 3 windows, "
                                + "worker w1 at 22 %; moving vm1 (31 %) evens them.",
                        LAST),
                conclusion(SampleTrial.typical()));
    }

    @Test
    void armsThatDoNotDiffer() {
        List<String> sentences = conclusion(SampleTrial.of(List.of(
                SampleArm.fixed("shared", "shared").build(),
                SampleArm.adaptive("adaptive", "adaptive").build())));
        assertEquals(
                "adaptive was as good as shared, the best fixed arm: no difference of 3 % or more.", sentences.get(0));
        assertEquals("adaptive changed nothing.", sentences.get(3));
    }

    @Test
    void armsThatFailAndLoseAreNamed() {
        List<String> sentences = conclusion(SampleTrial.of(List.of(
                SampleArm.fixed("shared", "shared")
                        .failed("the backend ended early")
                        .build(),
                SampleArm.fixed("elvis", "elvis").lost(1).build(),
                SampleArm.adaptive("adaptive", "adaptive")
                        .failed("the guests ended early")
                        .build())));
        assertEquals(
                List.of(
                        "Best fixed arm: elvis (highest throughput: elvis; lowest p99 latency: elvis; "
                                + "least worker CPU: elvis).",
                        "adaptive changed nothing.",
                        "shared was not measured: the backend ended early.",
                        "elvis lost 1 request, which its latency leaves out.",
                        "adaptive was not measured: the guests ended early.",
                        LAST),
                sentences);
    }

    @Test
    void nothingMeasuredClaimsNothing() {
        List<String> sentences = conclusion(SampleTrial.of(
                List.of(SampleArm.fixed("shared", "shared").failed("died").build())));
        assertTrue(sentences.contains("No fixed arm was measured and steady."), sentences::toString);
        assertTrue(sentences.contains("shared was not measured: died."), sentences::toString);
    }

    @Test
    void manyKeptChangesAreNotAllListed() {
        List<String> sentences = conclusion(SampleTrial.of(List.of(SampleArm.adaptive("adaptive", "adaptive")
                .decisions(SampleTrial.decisions(60))
                .build())));
        assertEquals("adaptive tried 60 changes, kept 30 and undid 30.", sentences.get(1));
        assertEquals("It kept 26 more; the report lists them all.", sentences.get(6));
    }
}
