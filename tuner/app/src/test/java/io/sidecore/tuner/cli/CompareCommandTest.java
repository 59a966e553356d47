package io.sidecore.tuner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sidecore.tuner.SampleArm;
import io.sidecore.tuner.SampleTrial;
import io.sidecore.tuner.report.JsonReport;
import io.sidecore.tuner.trial.compare.Findings;
import io.sidecore.tuner.trial.result.HostFacts;
import io.sidecore.tuner.trial.result.TrialResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sidecore compare}: two trials' files in, a verdict out that a script can use. */
class CompareCommandTest {

    @TempDir
    private Path directory;

    private final Cli cli = new Cli();

    private String file(String name, TrialResult trial) throws IOException {
        return Files.writeString(directory.resolve(name), JsonReport.write(Findings.of(trial)))
                .toString();
    }

    private static TrialResult trial(double rate) {
        return SampleTrial.of(List.of(
                SampleArm.fixed("shared", "shared").rate(rate).build(),
                SampleArm.fixed("elvis", "elvis").rate(2 * rate).build()));
    }

    private int compare(String... args) {
        return cli.run("compare", CompareCommand::new, args);
    }

    @Test
    void theSameIsNoDifference() throws IOException {
        assertEquals(0, compare(file("a", trial(1e6)), file("b", trial(1.001e6)), "--exit-code"), cli.err());
        assertTrue(cli.out().endsWith("Verdict: no difference.\n"), cli.out());
        assertTrue(cli.out().contains("""
                        arm     against  measure      ratio  95 % interval  effect  verdict
                        shared  shared   throughput   1.00   0.99 to 1.01"""), cli.out());
    }

    @Test
    void betterIsGoodAndWorseIsOne() throws IOException {
        String slow = file("slow", trial(1e6));
        String fast = file("fast", trial(1.2e6));
        assertEquals(0, compare(slow, fast, "--exit-code", "--measure", "throughput"), cli.err());
        assertEquals(1, compare(fast, slow, "--exit-code"), cli.err());
        assertEquals(0, compare(fast, slow), "without --exit-code it is only said");
        assertTrue(cli.out().contains("Verdict: worse."), cli.out());
    }

    @Test
    void anArmThatBrokeIsNoPass() throws IOException {
        TrialResult broken = SampleTrial.of(List.of(
                SampleArm.fixed("shared", "shared").rate(1e6).build(),
                SampleArm.fixed("elvis", "elvis").failed("died").build()));
        assertEquals(3, compare(file("a", trial(1e6)), file("b", broken), "--exit-code"), cli.err());
        assertTrue(cli.out().contains("elvis: throughput was not measured, or not steady, in both"), cli.out());
    }

    @Test
    void noiseIsThree() throws IOException {
        TrialResult noisy = SampleTrial.of(
                List.of(SampleArm.fixed("shared", "shared").noise(0.9).build()));
        assertEquals(3, compare(file("a", trial(1e6)), file("b", noisy), "--exit-code"), cli.err());
        assertTrue(cli.out().contains("inconclusive, runs about "), cli.out());
    }

    @Test
    void aLargerLeastEffectMakesADifferenceNone() throws IOException {
        String slow = file("slow", trial(1e6));
        String less = file("less", trial(0.95e6));
        assertEquals(1, compare(slow, less, "--exit-code", "--measure", "throughput"), cli.err());
        assertEquals(0, compare(slow, less, "--exit-code", "--min-effect", "10%"), cli.err());
    }

    @Test
    void oneArmMeetsAnother() throws IOException {
        String one = file("a", trial(1e6));
        assertEquals(0, compare(one, one, "--arm", "elvis", "--against", "shared", "--json"), cli.err());
        JsonNode json = new JsonMapper().readTree(cli.out());
        assertEquals("BETTER", json.path("verdict").asText());
        assertEquals(3, json.path("comparisons").size());
        JsonNode throughput = json.path("comparisons").path(0);
        assertEquals("throughput", throughput.path("measure").asText());
        assertEquals(2, throughput.path("ratio").asDouble(), 1e-6);
        assertEquals(1, throughput.path("superiority").asDouble());
        assertTrue(throughput.at("/interval/low").asDouble() > 1.9);
    }

    @Test
    void anotherMachineIsNoComparison() throws IOException {
        TrialResult here = trial(1e6);
        TrialResult there = new TrialResult(
                here.schemaVersion(),
                here.startedAt(),
                here.seed(),
                here.load(),
                here.measureSeconds(),
                here.design(),
                new HostFacts("6.12.0", "Other CPU", 2, "17.0.13", "0.1.0"),
                here.arms());
        assertEquals(3, compare(file("a", here), file("b", there), "--exit-code"), cli.err());
        assertTrue(cli.out().startsWith("""
                        Not comparable: the CPU differs: Example CPU @ 2.90GHz and Other CPU.
                        Note: the kernel differs: 6.1.0-28-amd64 and 6.12.0.
                        """), cli.out());
    }

    @Test
    void badInputIsTwoAndNamed() throws IOException {
        String good = file("a", trial(1e6));
        String bad =
                Files.writeString(directory.resolve("bad"), "{\"arms\": 3}").toString();
        assertEquals(2, compare(good, directory.resolve("none").toString()));
        assertTrue(cli.err().contains("no such file: " + directory.resolve("none")), cli.err());
        assertEquals(2, compare(good, bad));
        assertTrue(cli.err().contains(bad + ": not a trial's JSON: "), cli.err());
        assertEquals(2, compare(good, good, "--arm", "adaptive"));
        assertTrue(cli.err().contains("has no arm adaptive (it has shared, elvis)"), cli.err());
        assertEquals(2, compare(good, good, "--measure", "speed"));
        assertTrue(cli.err().contains("'speed' is none of throughput, p99, cpu"), cli.err());
        assertEquals(2, compare(good, good, "--min-effect", "none"));
        assertTrue(cli.err().contains("not a share: 'none'"), cli.err());
    }
}
