package io.sidecore.tuner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.tuner.diagnose.SampleHost;
import io.sidecore.tuner.record.SampleRecording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sidecore whatif}, on recordings of hosts whose guests bring a vhost worker each. */
class WhatIfCommandTest {

    @TempDir
    private Path directory;

    private final Cli cli = new Cli();
    private String now = "";

    @BeforeEach
    void record() throws IOException {
        now = recording("now", 3, 0);
    }

    private String recording(String name, int guests, int fromSecond) throws IOException {
        SampleHost host = new SampleHost(guests, 1, "stress-ng", true);
        return SampleRecording.write(directory.resolve(name), host, fromSecond, 40)
                .toString();
    }

    private int whatIf(String... args) {
        String[] all = new String[args.length + 2];
        System.arraycopy(args, 0, all, 0, args.length);
        all[args.length] = "--log";
        all[args.length + 1] = directory.resolve("log").toString();
        return cli.run("whatif", WhatIfCommand::new, all);
    }

    @Test
    void aGuestWithAWorkerOfItsOwnTakesItsPartOfTheCpus() {
        assertEquals(0, whatIf("--recording", now, "--guests", "+1"), cli.err());
        assertTrue(cli.out().startsWith("""
                        Recorded on hv1: 3 guests on 3 workers, 39 windows.
                        With 1 guest more, like the mean of all:
                        """), cli.out());
        assertTrue(
                cli.out().contains("use of the host's CPUs                 20 %     27 %   22 % to 32 %"), cli.out());
        assertTrue(cli.out().contains("queue delay, p99                    30.8 us  30.8 us   "), cli.out());
        assertTrue(cli.out().contains("\nEach guest brings a worker of its own: the busiest stays at "), cli.out());
        assertTrue(
                cli.out()
                        .endsWith(
                                "Until the use of the host's CPUs is 80 %, as things are now: 9 more guests fit, 6 if the upper end comes true.\n"),
                cli.out());
    }

    @Test
    void fewerGuestsAreAskedForWithAMinus() {
        assertEquals(0, whatIf("--recording", now, "--guests", "-1"), cli.err());
        assertTrue(cli.out().contains("With 1 guest fewer, like the mean of all:\n"), cli.out());
    }

    @Test
    void aPredictionIsCheckedLaterAndItsErrorKept() throws IOException {
        String plan = directory.resolve("plan.json").toString();
        assertEquals(0, whatIf("--recording", now, "--guests", "+1", "--save", plan), cli.err());
        String later = recording("later", 4, 100);
        assertEquals(0, whatIf("--check", plan, "--recording", later), cli.err());
        assertTrue(
                cli.out()
                        .contains(
                                "use of the host's CPUs: predicted 27 % (22 % to 32 %), measured 20 %: outside the interval; "
                                        + "the prediction was 33 % too high\n"
                                        + "  Of the last 1 checked predictions of use of the host's CPUs 0 came true; intervals are 1.57 times the model's.\n"),
                cli.out());
        assertEquals(0, whatIf("--check", plan, "--recording", later), "the same again counts once");
        assertEquals(2, Files.readAllLines(directory.resolve("log")).size());
        Cli next = new Cli();
        assertEquals(
                0,
                next.run(
                        "whatif",
                        WhatIfCommand::new,
                        "--recording",
                        now,
                        "--guests",
                        "+1",
                        "--log",
                        directory.resolve("log").toString()),
                next.err());
        assertTrue(next.out().contains(" 27 %   20 % to 36 %"), next.out());
    }

    @Test
    void aRecordingThatTellsNothingOfThePredictionIsExitCodeThree() throws IOException {
        Path plan = directory.resolve("plan.json");
        assertEquals(0, whatIf("--recording", now, "--guests", "+1", "--save", plan.toString()), cli.err());
        Files.writeString(
                plan,
                Files.readString(plan)
                        .replace("use of the host's CPUs", "load of the busiest worker")
                        .replace("\"checkable\" : true", "\"checkable\" : false"));
        String later = recording("later", 4, 100);
        assertEquals(3, whatIf("--check", plan.toString(), "--recording", later), cli.err());
        assertTrue(
                cli.out()
                        .endsWith("Nothing of the prediction can be checked: " + later
                                + " does not tell, or has as 0, load of the busiest worker, queue delay, p99.\n"),
                cli.out());
        assertFalse(Files.exists(directory.resolve("log")), "nothing was checked, so nothing is learnt");
    }

    @Test
    void whatCannotBeAskedIsSaid() throws IOException {
        assertEquals(2, whatIf("--recording", now));
        assertTrue(cli.err().contains("either ask with --guests or --workers (+1, say), or --check"), cli.err());
        assertEquals(1, whatIf("--recording", now, "--workers", "+1"));
        assertTrue(cli.err().contains("each guest brings a worker of its own on hv1"), cli.err());
        assertEquals(1, whatIf("--recording", now, "--guests", "+1", "--like", "vm9"));
        assertTrue(cli.err().contains("no guest vm9 was recorded (want one of vm1, vm2, vm3)"), cli.err());
        String brief = SampleRecording.write(directory.resolve("brief"), SampleHost.HEALTHY, 5)
                .toString();
        assertEquals(1, whatIf("--recording", brief, "--guests", "+1"));
        assertTrue(
                cli.err().contains("only 4 windows have all workers and their load; a prediction needs 20"), cli.err());
        String notes = Files.writeString(directory.resolve("notes"), "{}").toString();
        assertEquals(1, whatIf("--recording", now, "--check", notes));
        assertTrue(cli.err().contains(notes + " is no prediction: "), cli.err());
    }
}
