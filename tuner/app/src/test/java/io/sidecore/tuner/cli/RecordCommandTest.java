package io.sidecore.tuner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.HostSampleSource;
import io.sidecore.collector.recording.SampleLogReader;
import io.sidecore.tuner.diagnose.SampleHost;
import io.sidecore.tuner.record.StepClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sidecore record} with a scripted host. */
class RecordCommandTest {

    @TempDir
    private Path directory;

    private final Cli cli = new Cli();

    private int record(SampleHost host, int samples, String... args) {
        return cli.run("record", () -> new RecordCommand(bpf -> host.source(samples), new StepClock()), args);
    }

    @Test
    void aMinuteIsSixtyWindows() throws IOException {
        Path file = directory.resolve("r");
        assertEquals(0, record(SampleHost.TROUBLED, 1000, "-o", file.toString(), "--seconds", "60"), cli.err());
        try (SampleLogReader reader = SampleLogReader.open(file)) {
            for (int second = 0; second <= 60; second++) {
                assertEquals(Optional.of(SampleHost.TROUBLED.at(second)), reader.next());
            }
            assertEquals(Optional.empty(), reader.next());
            assertTrue(reader.ending().orElseThrow().orderly());
            assertEquals(1_000_000_000L, reader.header().intervalNanos());
            assertEquals(1_795_399_200_123L, reader.header().startedEpochMillis());
        }
    }

    @Test
    void itSaysWhatItDoes() throws IOException {
        Path file = directory.resolve("r");
        record(SampleHost.TROUBLED, 1000, "-o", file.toString(), "--seconds", "2", "--interval", "500ms");
        assertEquals(
                "recording this host every 500ms to " + file + "; Ctrl-C ends it\n"
                        + "5 workers, 10 virtqueues, 5 guests\n"
                        + "not recorded: busy-poll time of vhost: vhost_net_busy_poll is not in this kernel's BTF\n"
                        + "done: 5 samples, " + ByteSize.inWords(Files.size(file) - 44) + "; see them with: sidecore"
                        + " replay " + file + "\n",
                cli.err());
        assertEquals("", cli.out());
    }

    @Test
    void onlyTheOwnerMayReadIt() throws IOException {
        Path file = directory.resolve("r");
        record(SampleHost.HEALTHY, 3, "-o", file.toString());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        Path file = Files.writeString(directory.resolve("precious"), "data");
        assertEquals(1, record(SampleHost.HEALTHY, 3, "-o", file.toString()));
        assertEquals("sidecore record: file exists already: " + file + "\n", cli.err());
        assertEquals("data", Files.readString(file));
    }

    @Test
    void aFullFileEndsInOrder() throws IOException {
        Path file = directory.resolve("r");
        assertEquals(0, record(SampleHost.TROUBLED, 1000, "-o", file.toString(), "--max-bytes", "64K"));
        assertTrue(cli.err().contains("\nstopped, since the file may not grow beyond 64 KiB: "), cli.err());
        assertTrue(Files.size(file) <= 65_536);
        try (SampleLogReader reader = SampleLogReader.open(file)) {
            while (reader.next().isPresent()) {}
            assertTrue(reader.ending().orElseThrow().orderly());
        }
    }

    @Test
    void aDirectoryThatIsNotThereIsNamed() {
        Path file = directory.resolve("none/r");
        assertEquals(1, record(SampleHost.HEALTHY, 3, "-o", file.toString()));
        assertEquals("sidecore record: no such file: " + file + "\n", cli.err());
    }

    /** A source that fails in the middle: what was recorded is good, and the file ends in order. */
    @Test
    void aHostThatCannotBeSampledAnyMoreLeavesAGoodFile() throws IOException {
        Path file = directory.resolve("r");
        HostSampleSource good = SampleHost.HEALTHY.source(3);
        HostSampleSource failing = new HostSampleSource() {
            @Override
            public Optional<HostSample> next() {
                return Optional.of(good.next().orElseThrow(() -> new IllegalStateException("the probes are gone")));
            }

            @Override
            public void close() {}
        };
        assertEquals(
                1, cli.run("record", () -> new RecordCommand(bpf -> failing, new StepClock()), "-o", file.toString()));
        assertTrue(cli.err().endsWith("sidecore record: the probes are gone\n"), cli.err());
        try (SampleLogReader reader = SampleLogReader.open(file)) {
            assertEquals(3, reader.span().orElseThrow().samples());
        }
    }

    @Test
    void noFileIsLeftWhereTheHostCannotBeSampled() {
        Path file = directory.resolve("r");
        int exit = cli.run(
                "record",
                () -> new RecordCommand(
                        bpf -> {
                            throw new IllegalStateException("/proc is not mounted");
                        },
                        new StepClock()),
                "-o",
                file.toString());
        assertEquals(1, exit);
        assertEquals("sidecore record: /proc is not mounted\n", cli.err());
        assertFalse(Files.exists(file));
    }

    @Test
    void wrongOptionsAreNamed() {
        for (String[] wrong : new String[][] {
            {"--interval", "1ms", "--interval must be in [10ms,1d]: 1ms"},
            {"--seconds", "0", "--seconds must be 1 or more: 0"},
            {"--max-bytes", "1K", "--max-bytes must be 64K or more: 1024"},
            {"--interval", "soon", "not a time: 'soon'"},
        }) {
            Cli one = new Cli();
            assertEquals(
                    2,
                    one.run(
                            "record",
                            () -> new RecordCommand(bpf -> SampleHost.HEALTHY.source(3), new StepClock()),
                            wrong[0],
                            wrong[1]));
            assertTrue(one.err().contains(wrong[2]), one.err());
        }
    }
}
