package io.sidecore.tuner.trial.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sidecore.policies.source.BuiltInPolicies;
import io.sidecore.tuner.report.JsonReport;
import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.ArmTotals;
import io.sidecore.tuner.trial.result.TrialResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./sidecore trial} as a user starts it: real processes, virtqueues, workers and, where allowed, probes. */
@Timeout(240)
class TrialEndToEndTest {

    @TempDir
    private Path directory = Path.of("");

    private final Path report = Path.of("report");

    @BeforeEach
    void needsTheProductBuilt() {
        assumeTrue(
                System.getenv("SIDECORE_BUILD") != null,
                "no build of the product to test (start the tests by ./verify)");
    }

    @Test
    void everyPolicyIsMeasuredOnTheSameLoad() throws Exception {
        Process trial = start("trial", "--seconds", "5", "--report", report.toString());
        Output output = new Output(trial);
        boolean probesListed = output.awaitLine("search") && listsProbes();
        assertEquals(0, output.awaitExit(), output::toString);

        TrialResult result =
                JsonReport.read(Files.readString(directory.resolve(report).resolve("report.json")));
        List<String> arms = result.arms().stream().map(arm -> arm.arm().name()).toList();
        assertEquals(List.of("dedicated", "shared", "elvis", "adaptive"), arms);
        for (ArmResult arm : result.arms()) {
            assertEquals(List.of(), arm.problems());
            ArmTotals totals = arm.totals().orElseThrow();
            assertTrue(totals.packetsPerSecond() > 0, () -> arm.arm().name() + ": " + totals);
            assertTrue(totals.latencyMicros().isPresent(), () -> arm.arm().name() + ": " + totals);
        }
        assertEquals(8, result.arms().get(0).placement().size());
        assertEquals(2, result.arms().get(1).placement().size());
        assertEquals("poll", result.arms().get(2).placement().get(0).mode());
        String threadTimes = result.arms().get(3).threadTimes().orElseThrow();
        assertEquals(threadTimes.equals("BPF"), probesListed, "probes at work exactly where the report says so");
        assertTrue(Files.readString(directory.resolve(report).resolve("report.html"))
                .startsWith("<!DOCTYPE html>"));
    }

    @Test
    void withoutBpfTheSameRunsFromProc() throws Exception {
        Output output = new Output(
                start("trial", "--seconds", "1", "--policies", "shared", "--no-bpf", "--report", report.toString()));
        assertEquals(0, output.awaitExit(), output::toString);
        TrialResult result =
                JsonReport.read(Files.readString(directory.resolve(report).resolve("report.json")));
        ArmResult arm = result.arms().get(0);
        assertEquals("SCHEDSTAT", arm.threadTimes().orElseThrow());
        assertTrue(arm.totals().orElseThrow().workerCpuCores().orElseThrow() > 0);
    }

    @Test
    void interruptedItLeavesNothingBehind() throws Exception {
        Process trial = start("trial", "--seconds", "60", "--policies", "elvis", "--report", report.toString());
        Output output = new Output(trial);
        assertTrue(output.awaitLine("warm-up"), output::toString);
        List<ProcessHandle> children = trial.descendants().toList();
        assertEquals(2, children.size(), children::toString);
        new ProcessBuilder("kill", "-INT", String.valueOf(trial.pid())).start().waitFor();
        assertEquals(130, output.awaitExit(), output::toString);
        assertTrue(children.stream().noneMatch(ProcessHandle::isAlive), children::toString);
        try (Stream<Path> left = Files.list(directory.resolve("tmp"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void anUnknownPolicyIsOneClearLine() throws Exception {
        Output output = new Output(start("trial", "--policies", "nonesuch"));
        assertEquals(1, output.awaitExit());
        assertEquals(
                "sidecore trial: no policy is called 'nonesuch'; known are "
                        + String.join(", ", new BuiltInPolicies().names()),
                output.toString());
        assertFalse(Files.exists(directory.resolve(report)));
    }

    /** Starts the launcher in the test's directory, with temporary files of its own. */
    private Process start(String... arguments) throws IOException {
        Path home = Path.of("../..").toAbsolutePath().normalize();
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        List<String> command = new ArrayList<>(List.of(home.resolve("sidecore").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("TMPDIR", temporary.toString());
        return builder.start();
    }

    private static boolean listsProbes() throws IOException, InterruptedException {
        Process bpftool;
        try {
            bpftool = new ProcessBuilder("bpftool", "prog", "show")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            return Assumptions.abort("bpftool is not installed, so the probes cannot be seen from outside: " + e);
        }
        String programs = new String(bpftool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        bpftool.waitFor();
        return programs.contains("sched_switch") || programs.contains("on_switch");
    }

    /** What a process says, and how it ends. */
    private static final class Output {

        private final Process process;
        private final BufferedReader reader;
        private final List<String> lines = new ArrayList<>();

        Output(Process process) {
            this.process = process;
            this.reader = process.inputReader(StandardCharsets.UTF_8);
        }

        boolean awaitLine(String part) throws IOException {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                if (line.contains(part)) {
                    return true;
                }
            }
            return false;
        }

        int awaitExit() throws IOException, InterruptedException {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
            assertTrue(process.waitFor(10, TimeUnit.SECONDS), "it closed its output, but did not end");
            return process.exitValue();
        }

        @Override
        public String toString() {
            return String.join("\n", lines);
        }
    }
}
