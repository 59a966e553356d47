package io.sidecore.tuner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.tuner.study.talk.Measurement;
import io.sidecore.tuner.study.talk.TalkSuite;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialCommandTest {

    private final Cli cli = new Cli();

    @Test
    void aSuiteThatIsNoneIsOneLine() {
        assertEquals(2, cli.run("trial", TrialCommand::new, "--suite", "walk"));
        assertEquals(
                "sidecore trial: Invalid value for option '--suite': 'walk' is none of talk; "
                        + "see sidecore trial --help\n",
                cli.err());
    }

    @Test
    void aSuiteRefusesOptionsThatItWouldNotHeed() {
        assertEquals(2, cli.run("trial", TrialCommand::new, "--suite", "talk", "--seconds", "3"));
        assertEquals(
                "sidecore trial: --seconds does not go with --suite (want --report alone beside it); "
                        + "see sidecore trial --help\n",
                cli.err());
    }

    @Test
    void twoBlocksAreRefusedAndSoAreNone() {
        for (String blocks : List.of("2", "0", "-1")) {
            assertEquals(2, cli.run("trial", TrialCommand::new, "--blocks", blocks));
            assertTrue(
                    cli.err()
                            .endsWith(
                                    "sidecore trial: --blocks wants 1, or 3 or more: two give no interval worth having: "
                                            + blocks + "; see sidecore trial --help\n"),
                    cli::err);
        }
    }

    @Test
    void aBaselineGoesWithTheDesignAba() {
        assertEquals(2, cli.run("trial", TrialCommand::new, "--baseline", "shared"));
        assertEquals("sidecore trial: --baseline goes with --design aba; see sidecore trial --help\n", cli.err());
    }

    @Test
    void aBaselineThatIsNoArmIsNamed() {
        assertEquals(
                1,
                cli.run(
                        "trial",
                        TrialCommand::new,
                        "--policies",
                        "shared,adaptive",
                        "--design",
                        "aba",
                        "--baseline",
                        "elvis"));
        assertEquals(
                "sidecore trial: the baseline elvis is no arm of this trial (want one of shared, adaptive)\n",
                cli.err());
    }

    @Test
    void aBaselineAloneIsNoTrial() {
        assertEquals(1, cli.run("trial", TrialCommand::new, "--policies", "shared", "--design", "aba"));
        assertEquals("sidecore trial: a baseline needs another arm to be compared with it: shared\n", cli.err());
    }

    @Test
    void theTalkIsReportedAsTextHtmlAndJson(@TempDir Path directory) throws Exception {
        StringWriter out = new StringWriter();
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        Path report = directory.resolve("new");
        new TalkTrial(new TalkSuite(new Measurement(0.01, 0.02), 1, 2), report)
                .run(new PrintWriter(out), new PrintStream(messages, true, StandardCharsets.UTF_8));
        assertTrue(out.toString().contains("10. "), out::toString);
        assertTrue(Files.readString(report.resolve("report.html")).contains("<svg"));
        assertTrue(Files.readString(report.resolve("report.json")).contains("\"suite\" : \"talk\""));
        assertTrue(messages.toString(StandardCharsets.UTF_8).startsWith("simulating test bed A, stream\n"));
    }
}
