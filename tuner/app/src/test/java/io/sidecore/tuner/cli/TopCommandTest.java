package io.sidecore.tuner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.tuner.diagnose.SampleHost;
import io.sidecore.tuner.record.SampleRecording;
import io.sidecore.tuner.record.StepClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code sidecore top} without a terminal. */
class TopCommandTest {

    @TempDir
    private Path directory;

    private final Cli cli = new Cli();

    private int top(SampleHost host, String... args) {
        return cli.run(
                "top", () -> new TopCommand(bpf -> host.source(30), new StepClock(), Map.of("COLUMNS", "110")), args);
    }

    @Test
    void batchPrintsAsManyPagesAsWanted() {
        assertEquals(0, top(SampleHost.TROUBLED, "-b", "-n", "3"), cli.err());
        assertEquals(
                3,
                cli.out()
                        .lines()
                        .filter(line -> line.startsWith("sidecore top "))
                        .count());
        assertFalse(cli.out().contains("\u001b"), cli.out());
        assertTrue(cli.out().lines().allMatch(line -> line.length() <= 110), cli.out());
        assertTrue(cli.out().contains("\nvm2/net0 "), cli.out());
    }

    @Test
    void intervalAndCountMayBeGivenAsToIostat() {
        assertEquals(0, top(SampleHost.TROUBLED, "-b", "0.5", "2"), cli.err());
        assertEquals(
                2,
                cli.out()
                        .lines()
                        .filter(line -> line.startsWith("sidecore top "))
                        .count());
    }

    @Test
    void whereThereIsNoTerminalItIsBatchAnyhow() {
        assertEquals(0, top(SampleHost.TROUBLED, "-n", "1"), cli.err());
        assertFalse(cli.out().contains("\u001b"), cli.out());
    }

    @ParameterizedTest
    @CsvSource({
        "--guest=vm4,                 vm4/net0",
        "--worker=vm3/net0,           vm3/net0",
        "--worker=4025,               vm3/net0",
        "--pid=4020,                  vm3/net0",
        "--filter=net0$|x --sort=name, vm1/net0 vm2/net0 vm3/net0 vm4/net0 vm5/net0",
        "--sort=wait,                 vm2/net0 vm1/net0 vm3/net0 vm4/net0 vm5/net0",
        "--sort=useful --guest=vm9,   ''",
    })
    void rowsAreChosenAndSorted(String options, String names) {
        List<String> all = new ArrayList<>(List.of("-b", "-n", "1"));
        all.addAll(List.of(options.split(" ")));
        assertEquals(0, top(SampleHost.TROUBLED, all.toArray(String[]::new)), cli.err());
        assertEquals(
                names,
                String.join(
                        " ",
                        cli.out()
                                .lines()
                                .skip(4)
                                .map(line -> line.substring(0, 8))
                                .toList()));
    }

    @Test
    void namesDoNotReachTheTerminalAsTheyAre() {
        SampleHost hostile = new SampleHost(3, 1, "\u001b]0;owned\u0007\nvm9", false);
        assertEquals(0, top(hostile, "-b", "-n", "1", "-x"), cli.err());
        assertTrue(cli.out().contains("?]0;owned??vm9/9~"), cli.out());
        assertTrue(cli.out().chars().allMatch(each -> each == '\n' || (each >= ' ' && each < 127)), cli.out());
    }

    @Test
    void aRecordingIsReplayedWithoutWaiting() throws IOException {
        Path file = SampleRecording.write(directory.resolve("r"), SampleHost.TROUBLED, 5);
        assertEquals(0, top(SampleHost.HEALTHY, "-b", "--replay", file.toString(), "--view", "guests"), cli.err());
        assertEquals(
                4, cli.out().lines().filter(line -> line.startsWith("GUEST ")).count());
        assertTrue(cli.out().contains("recorded on hv1"), cli.out());
    }

    @Test
    void aHostWithoutBpfShowsWhatItKnows() {
        assertEquals(0, top(new SampleHost(0, 0, "x", true), "-b", "-n", "1"), cli.err());
        assertTrue(cli.out().contains("0 workers, 0 virtqueues, 0 guests"), cli.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--sort colour | no column 'colour' in the view of workers; there are name, tid, cpu, kind, useful, empty, other, wait,",
                "--filter ( | Unclosed group",
                "0.01 | the interval must be in [0.1,3600] seconds: 0.01",
                "-n 0 | there must be 1 window or more",
                "--pid abc | not a thread or process id: 'abc'",
                "--worker w -f x | --worker goes with neither --pid nor --filter",
                "soon | not a time: 'soon'"
            })
    void wrongOptionsAreNamed(String options, String message) {
        assertEquals(2, top(SampleHost.TROUBLED, options.split(" ")));
        assertTrue(cli.err().contains(message), cli.err());
    }
}
