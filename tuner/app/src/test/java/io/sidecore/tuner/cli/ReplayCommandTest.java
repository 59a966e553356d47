package io.sidecore.tuner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sidecore.tuner.diagnose.SampleHost;
import io.sidecore.tuner.record.SampleRecording;
import io.sidecore.tuner.record.StepClock;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code sidecore replay}: what was recorded is told as it was. */
class ReplayCommandTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path directory;

    private final Cli cli = new Cli();

    private int replay(Path file, String... args) {
        List<String> all = new ArrayList<>(List.of(file.toString()));
        all.addAll(Arrays.asList(args));
        return cli.run("replay", ReplayCommand::new, all.toArray(String[]::new));
    }

    private Path recording(int samples) throws IOException {
        return SampleRecording.write(directory.resolve("r.screc"), SampleHost.TROUBLED, samples);
    }

    /** Whatever the format of the output: byte for byte what diagnose printed on the host itself. */
    @ParameterizedTest
    @ValueSource(strings = {"table", "json", "html"})
    void aReplaySaysWhatDiagnoseSaid(String format) throws IOException {
        Cli live = new Cli();
        int exit = live.run(
                "diagnose",
                () -> new DiagnoseCommand(bpf -> SampleHost.TROUBLED.source(100), new StepClock()),
                "--seconds",
                "12",
                "-o",
                format,
                "--exit-code");
        assertEquals(3, exit, live.err());
        assertEquals(3, replay(recording(13), "-o", format, "--exit-code"), cli.err());
        assertEquals(live.out(), cli.out());
    }

    /** A file that was recorded when the format was new: it must stay readable. */
    @Test
    void theCheckedInRecordingIsReadable() throws IOException, URISyntaxException {
        Path file = Path.of(Objects.requireNonNull(SampleRecording.class.getResource("troubled.screc"))
                .toURI());
        assertEquals(0, replay(file, "-o", "json"), cli.err());
        JsonNode findings = JSON.readTree(cli.out()).path("findings");
        assertEquals("overload", findings.path(0).path("cause").asText());
        assertEquals("vm1/net0", findings.path(0).path("subject").path("name").asText());
        assertEquals("preempted", findings.path(1).path("cause").asText());
        assertEquals("vm2/net0", findings.path(1).path("subject").path("name").asText());
        assertEquals(2, findings.size());
        assertTrue(
                cli.err()
                        .startsWith(
                                "sidecore replay: recorded on hv1 (kernel 6.12.0-lab, amd64) by sidecore 0.1.0, from "),
                cli.err());
    }

    @Test
    void theCheckedInRecordingDumpsItsCounters() throws IOException, URISyntaxException {
        Path file = Path.of(Objects.requireNonNull(SampleRecording.class.getResource("troubled.screc"))
                .toURI());
        assertEquals(0, replay(file, "--dump", "json"), cli.err());
        List<JsonNode> lines = new ArrayList<>();
        for (String line : cli.out().lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        assertEquals("recording", lines.get(0).path("type").asText());
        assertEquals("hv1", lines.get(0).path("data").path("host").asText());
        assertEquals("inventory", lines.get(1).path("type").asText());
        assertEquals(
                "vm1/net0/tx0",
                lines.get(1).path("data").path("queues").path(1).path("name").asText());
        assertEquals(2 + SampleRecording.SAMPLES, lines.size());
        JsonNode last = lines.get(lines.size() - 1).path("data");
        int seconds = SampleRecording.SAMPLES - 1;
        assertEquals(
                1_700_000_000_000L + 1000L * seconds,
                last.path("at_epoch_millis").asLong());
        JsonNode tx = last.path("queues").path(1);
        assertEquals(3600L * seconds, tx.path("calls").asLong());
        assertEquals(20L * seconds, tx.path("kicks").asLong());
        assertTrue(tx.path("packets").isNull());
        assertEquals(25, tx.path("delay").size(), "up to the last slot that counted");
        assertTrue(tx.path("delay").path(24).asLong() > 0);
        JsonNode hog = last.path("threads").path(2).path("interferers").path(0);
        assertEquals("stress-ng", hog.path("comm").asText());
        assertEquals(600_000_000L * seconds, hog.path("nanos").asLong());
    }

    @Test
    void onlyTheTimeAskedForIsLookedAt() throws IOException {
        Path file = recording(100);
        assertEquals(0, replay(file, "--from", "+70s", "--to", "+80s", "--dump", "json"), cli.err());
        List<String> samples = cli.out()
                .lines()
                .filter(line -> line.startsWith("{\"type\":\"sample\""))
                .toList();
        assertEquals(11, samples.size());
        assertTrue(samples.get(0).contains("\"at_epoch_millis\":1700000070000"), samples.get(0));
    }

    @Test
    void agoCountsFromTheEndOfTheRecording() throws IOException {
        assertEquals(0, replay(recording(100), "-t", "10s ago"), cli.err());
        assertTrue(cli.out().contains("in 10 windows over\n10.0 s."), cli.out());
    }

    @Test
    void aTimeOutsideIsRefused() throws IOException {
        assertEquals(2, replay(recording(5), "--from", "+1h"));
        assertTrue(cli.err().contains("nothing was recorded between these times; "), cli.err());
        assertEquals(2, replay(directory.resolve("r.screc"), "--from", "noon"));
    }

    @Test
    void aTornRecordingIsReplayedAsFarAsItGoes() throws IOException {
        byte[] whole = Files.readAllBytes(recording(13));
        Path torn = Files.write(directory.resolve("torn"), Arrays.copyOf(whole, whole.length - 100));
        assertEquals(0, replay(torn), cli.err());
        assertTrue(cli.err().contains("sidecore replay: recording ends in the middle of a frame at byte "), cli.err());
        assertTrue(cli.err().contains("; 12 samples before it are good\n"), cli.err());
        assertTrue(cli.out().contains("in 11 windows"), cli.out());
    }

    @Test
    void damageIsToldAndStandsInTheReport() throws IOException {
        Path file = recording(130);
        byte[] whole = Files.readAllBytes(file);
        whole[whole.length / 2] ^= 4;
        Files.write(file, whole);
        assertEquals(0, replay(file), cli.err());
        assertTrue(
                cli.err()
                        .matches(
                                "(?s).*bytes \\d+ to \\d+: (a damaged sample: its checksum does not match|no readable frame)\n.*"),
                cli.err());
        assertTrue(cli.err().matches("(?s).* \\d+ samples are lost.*"), cli.err());
        assertTrue(cli.out().matches("(?s).*Could not be measured:.* samples of the recording: parts.*"), cli.out());
    }

    @Test
    void anythingElseIsOneClearError() throws IOException {
        Path other = Files.writeString(directory.resolve("notes.txt"), "milk, bread, and a recording or so");
        assertEquals(1, replay(other));
        assertEquals(
                "sidecore replay: " + other + " is no Sidecore recording: it does not begin like one\n", cli.err());
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertEquals(1, replay(directory.resolve("none")));
        assertEquals("sidecore replay: no such file: " + directory.resolve("none") + "\n", cli.err());
    }

    @Test
    void anEmptyRecordingIsNamed() throws IOException {
        Path file = recording(0);
        assertEquals(1, replay(file));
        assertEquals("sidecore replay: " + file + " has no samples\n", cli.err());
    }

    @Test
    void oneSampleIsNoWindowAndNoError() throws IOException {
        assertEquals(0, replay(recording(1)), cli.err());
        assertTrue(cli.out().contains("Nothing was seen"), cli.out());
    }
}
