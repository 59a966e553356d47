package io.sidecore.tuner.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.tuner.SampleTrial;
import io.sidecore.tuner.trial.compare.Findings;
import org.junit.jupiter.api.Test;

class TextReportTest {

    @Test
    void theTableIsAligned() {
        String table = String.join("\n", TextReport.table(SampleTrial.typical().arms()));
        assertEquals("""
            arm        pkts/s      p50      p99   p99.9    CPU  kicks/pkt  calls/pkt    kept
            dedicated   780 k  61.0 us   146 us  366 us   1.62     0.0123     0.0500       -
            shared      905 k  48.0 us   115 us  288 us  0.830     0.0123     0.0500       -
            elvis      1.18 M  21.0 us  50.4 us  126 us   1.00     0.0123     0.0500       -
            adaptive   1.20 M  24.0 us  57.6 us  144 us  0.610     0.0123     0.0500  2 of 4""", table);
    }

    @Test
    void anArmThatFailedHasDashesAndItsProblemBelow() {
        String report = TextReport.of(Findings.of(SampleTrial.troubled()));
        assertTrue(report.lines().anyMatch(line -> line.matches("shared +-( +-){7}")), report);
        assertTrue(report.contains(
                "\nProblems:\n  shared: the load guests ended early, killed by signal 9: out of memory"));
        assertTrue(
                report.contains("\nNot measured:\n  each wait of a worker for a CPU: BPF is not allowed here (EPERM)"));
        assertFalse(report.contains("\u001b"), "a terminal would obey it");
    }

    @Test
    void everyArmIsHeldAgainstTheBestFixedOne() {
        String report = TextReport.of(Findings.of(SampleTrial.typical()));
        assertTrue(report.contains("""

            Differences:
              arm        against  measure      ratio  95 % interval  effect  verdict
              dedicated  elvis    throughput   0.66   0.66 to 0.67   0.00    worse
            """), report);
        assertTrue(
                report.contains("\n  adaptive   elvis    worker CPU   0.61   0.61 to 0.61   1.00    better\n"), report);
    }

    @Test
    void thePlacementIsSaidInWords() {
        String report = TextReport.of(Findings.of(SampleTrial.typical()));
        assertTrue(
                report.contains("\n  elvis: w0 on CPU 0, polling: vm1, vm2, vm3 (rx0); "
                        + "w1 on CPU 1, spinning 50 us, then sleeping: vm3 (tx0), vm4\n"),
                report);
        assertFalse(report.contains("Problems:"));
    }
}
