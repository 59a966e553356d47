package io.sidecore.tuner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecore.policies.source.BuiltInPolicies;
import io.sidecore.tuner.control.veto.script.Scripts;
import io.sidecore.tuner.simulator.Costs;
import io.sidecore.tuner.simulator.CostsFile;
import io.sidecore.tuner.simulator.calibration.SimulatedRecording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateCommandTest {

    private static final String TINY = """
            {"name": "tiny", "host": {"cpus": 3, "ioCores": "0"}, "seconds": 2,
             "guests": [{"name": "vm1", "cpus": "1", "load": {"kind": "rr", "guestMicros": 4, "rttMicros": 20}},
                        {"name": "vm2", "cpus": "2", "load": {"kind": "open-in", "packetsPerSecond": 1000}}]}
            """;

    @TempDir
    private Path directory;

    private final Cli cli = new Cli();

    private int simulate(String... args) {
        return cli.run("simulate", SimulateCommand::new, args);
    }

    private String tiny() throws IOException {
        return Files.writeString(directory.resolve("tiny.json"), TINY).toString();
    }

    @Test
    void policiesAreATableAndTheSameSeedTellsTheSame() throws IOException {
        String[] args = {tiny(), "--policies", "shared,elvis", "--first", "1", "--seed", "7"};
        assertEquals(0, simulate(args), cli::err);
        String once = cli.out();
        assertTrue(once.matches("""
                        tiny \\(CPUs: 3, I/O cores: 1, guests: 2, 2 s\\)
                        policy    utility       frames/s   kept  undone
                        shared  +[\\d.-]+ +[\\d,]+ +\\d+ +0
                        elvis   +[\\d.-]+ +[\\d,]+ +\\d+ +0
                        """), once);
        assertEquals(0, simulate(args), cli::err);
        assertEquals(once + once, cli.out());
    }

    @Test
    void anObjectiveWithABoundAndClassesIsNamedAndHowOftenItWasMet() throws IOException {
        String policy = Files.writeString(
                        directory.resolve("mine.json"),
                        BuiltInPolicies.text("elvis").replace("\"cpuPrice\"", """
                                "p99BoundMicros": 1000, "p99Price": 0.5, "classes": [
                                  {"name": "db", "guests": ["vm1"], "weight": 3, "p99BoundMicros": 0.001}], "cpuPrice\""""))
                .toString();
        assertEquals(0, simulate(tiny(), "--policies", policy + ",shared", "--first", "1"), cli::err);
        assertTrue(cli.out().matches("""
                        objective of elvis: p99 within 1000 us; p99 price 0.5; class db \\(vm1\\): weight 3, p99 within 0.001 us
                        tiny .*
                        policy    utility  p99 met       frames/s   kept  undone
                        elvis   +[\\d.-]+ +0% +[\\d,]+ +\\d+ +0
                        shared  +[\\d.-]+ +0% +[\\d,]+ +\\d+ +0
                        """), cli::out);
        assertEquals(0, simulate(tiny(), "--policies", policy, "--first", "1", "--json"), cli::err);
        JsonNode json =
                new ObjectMapper().readTree(cli.out().substring(cli.out().indexOf('{')));
        assertEquals(0, json.at("/scenarios/0/runs/0/p99_met_share").asDouble(1));
        assertTrue(json.at("/objective").asText().startsWith("p99 within 1000 us; "), cli::out);
    }

    @Test
    void theBestFixedSettingIsNamedAndPoliciesAreRatedByIt() throws IOException {
        assertEquals(0, simulate(tiny(), "--policies", "elvis", "--best", "--first", "1", "--json"), cli::err);
        JsonNode scenario = new ObjectMapper().readTree(cli.out()).at("/scenarios/0");
        double difference = scenario.at("/runs/0/utility").asDouble()
                - scenario.at("/best/utility").asDouble();
        assertEquals(Math.exp(difference), scenario.at("/runs/0/ratio_to_best").asDouble(), 1e-12);
        assertEquals("elvis", scenario.at("/runs/0/policy").asText());
        assertTrue(scenario.at("/best/settings_tried").asInt() > 3, cli::out);
        assertTrue(scenario.at("/best/setting").asText().startsWith("io-1-"), cli::out);
    }

    @Test
    void aVetoIsToldInTheTableAndTheJournal() throws IOException {
        Path journal = directory.resolve("why.txt");
        Path veto = Scripts.executable(directory.resolve("veto"), "echo 'not today'", "exit 1");
        String[] args = {
            tiny(), "--policies", "shared", "--first", "1", "--journal", journal.toString(), "--veto", veto.toString()
        };
        assertEquals(0, simulate(args), cli::err);
        assertTrue(cli.out().endsWith("\nshared: changes that the veto script did not agree to: 1\n"), cli::out);
        String story = Files.readString(journal);
        assertTrue(
                story.contains(
                        "  #1 vetoed for 60 s: not today: would move vm2/rx0, vm2/tx0 to w0, because shared: w0 has "
                                + "room; moving vm2 to it\n"),
                story);
        assertTrue(story.contains("  holds: refused for another "), story);
    }

    @Test
    void aVetoScriptThatIsNotThereIsOneErrorAtTheStart() throws IOException {
        Path veto = directory.resolve("none");
        assertEquals(2, simulate(tiny(), "--veto", veto.toString()));
        assertEquals(
                "sidecore simulate: " + veto + ": there is no such file (want an executable, as in --veto "
                        + "/etc/sidecore/veto)\n",
                cli.err());
    }

    @Test
    void timesOfAVetoGoWithAScript() throws IOException {
        assertEquals(2, simulate(tiny(), "--veto-holds", "5s"));
        assertEquals("sidecore simulate: --veto-timeout and --veto-holds go with --veto FILE\n", cli.err());
    }

    @Test
    void theJournalTellsEveryDecisionWithItsReason() throws IOException {
        Path journal = directory.resolve("why.txt");
        assertEquals(
                0, simulate(tiny(), "--policies", "shared", "--first", "1", "--journal", journal.toString()), cli::err);
        String story = Files.readString(journal);
        assertTrue(story.contains("\ntiny, policy shared\n"), story);
        assertTrue(
                story.contains("#1: move vm2/rx0, vm2/tx0 to w0, because shared: w0 has room; moving vm2 to it\n"),
                story);
        assertTrue(story.contains("#1 kept: IMPOSED: "), story);
        assertTrue(story.contains("  holds: shared: placement is as the policy wants: "), story);
    }

    @Test
    void aPrintedScenarioIsAFileThatCanBePlayed() throws IOException {
        assertEquals(0, simulate("--print", "idle-8"), cli::err);
        Path file = Files.writeString(directory.resolve("mine.json"), cli.out());
        assertEquals(0, simulate(file.toString(), "--seconds", "2", "--first", "1", "--policies", "shared"), cli::err);
        assertTrue(
                cli.out().contains("\nidle-8: nobody does much (CPUs: 10, I/O cores: 2, guests: 8, 2 s)\n"), cli::out);
    }

    @Test
    void builtInScenariosAreListed() {
        assertEquals(0, simulate("--list"));
        assertTrue(cli.out().contains("idle-8                nobody does much\n"), cli::out);
    }

    @Test
    void anUnknownScenarioIsToldWithNearNames() {
        assertEquals(2, simulate("rr7"));
        assertEquals(
                "sidecore simulate: no scenario is called 'rr7'; near are rr-7, rr-1, rr-3;"
                        + " --list has all, and a file ends in .json\n",
                cli.err());
    }

    @Test
    void allProblemsOfAFileAreTold() throws IOException {
        Path file = Files.writeString(
                directory.resolve("bad.json"),
                TINY.replace("\"cpus\": 3", "\"cpus\": 0").replace("\"rr\"", "\"tcp\""));
        assertEquals(2, simulate(file.toString()));
        assertEquals(
                "sidecore simulate: " + file + ": /guests/0/load/kind is \"tcp\"; want \"idle\", \"rr\","
                        + " \"stream-out\", \"stream-in\", \"open-in\" or \"open-out\"\n"
                        + "sidecore simulate: " + file
                        + ": /host/cpus is 0; want how many CPUs it has, a whole number from 1 to 1024\n",
                cli.err());
    }

    @Test
    void whatIsNotAskedRightIsExitCodeTwoWithOneLine() throws IOException {
        String tiny = tiny();
        assertEquals(2, simulate());
        assertEquals(2, simulate(tiny));
        assertEquals(2, simulate(tiny, "--seconds", "0"));
        assertEquals(2, simulate(tiny, "--first", "-1"));
        assertEquals("""
                sidecore simulate: want one of: scenarios to run, --list, --print NAME, --calibrate RECORDING; see sidecore simulate --help
                sidecore simulate: tiny lasts 2.0 s, of which the first 5.0 do not count; want a longer one (--seconds) or a smaller --first; see sidecore simulate --help
                sidecore simulate: --seconds: seconds must be in (0,7200]: 0.0; see sidecore simulate --help
                sidecore simulate: --first and --after must be 0 or more: -1.0, 5.0; see sidecore simulate --help
                """, cli.err());
    }

    @Test
    void calibratedCostsAreSavedAndSimulatedWith() throws IOException {
        Costs planted = CostsFile.parse("planted", "{\"packet\": 200, \"wakeWorker\": 3000}");
        Path recording = SimulatedRecording.write(directory.resolve("host.screc"), planted, 12);
        Path saved = directory.resolve("costs.json");
        assertEquals(0, simulate("--calibrate", recording.toString(), "--save", saved.toString()), cli::err);
        assertTrue(cli.out().startsWith("cost        fitted/ns         +-    default\npacket "), cli::out);
        assertTrue(cli.out().matches("(?s).*time of visits in 44 other windows: R\\^2 (0[.]99|1[.]0).*"), cli::out);
        assertTrue(cli.out().contains("\nNo recording tells:\n  kilobyte "), cli::out);
        assertEquals(200, CostsFile.read(saved).packet(), 10);
        assertEquals(3000, CostsFile.read(saved).wakeWorker(), 150);
        assertEquals(
                0, simulate(tiny(), "--costs", saved.toString(), "--first", "1", "--policies", "shared"), cli::err);
    }

    @Test
    void framesOfNoSizeAreNotCalibratedWith() {
        for (String bytes : List.of("-5", "0", "63", "65537")) {
            assertEquals(2, simulate("--calibrate", "none.screc", "--frame-bytes", bytes));
            assertTrue(
                    cli.err()
                            .endsWith("sidecore simulate: --frame-bytes must be in [64,65536]: " + bytes
                                    + "; see sidecore simulate --help\n"),
                    cli::err);
        }
    }

    @Test
    void theExamplesOfTheHelpNameWhatThereIs() throws IOException {
        assertEquals(0, simulate("--help"));
        Matcher example = Pattern.compile("\\./sidecore simulate (rr-7 --policies \\S+ --best)")
                .matcher(cli.out());
        assertTrue(example.find(), cli::out);
        String[] args = (example.group(1).replace(" --best", "") + " --seconds 2 --first 1").split(" ", -1);
        assertEquals(0, simulate(args), cli::err);
        assertTrue(cli.out().contains("\nshared "), cli::out);
    }

    @Test
    void whatIsNoRecordingIsNotCalibratedWith() throws IOException {
        Path report = Files.writeString(directory.resolve("report.json"), "{\"schema_version\": 2}");
        assertEquals(2, simulate("--calibrate", report.toString()));
        assertTrue(
                cli.err()
                        .endsWith(
                                "; want a recording, which 'sidecore record' makes: a trial's report has too little\n"),
                cli::err);
        assertEquals(1, cli.err().lines().count(), cli::err);
    }
}
