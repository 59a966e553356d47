package io.sidecore.tuner.trial.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.tuner.trial.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

    @Test
    void theLiveLineIsWrittenOverOnlyWhenItChanges() {
        Progress live = new LiveProgress(out, new Terminal(true, false, 120));
        live.show(state("measure", 4200, 30_100));
        live.show(state("measure", 4180, 30_080)); // rounded up it says the same
        live.show(state("measure", 4000, 29_900));
        live.done();
        assertEquals(
                "\r[2/4] shared  measure 5 s  trial 31 s left  best so far: elvis 1180 k packets/s, p99 50 us\u001b[K"
                        + "\r[2/4] shared  measure 4 s  trial 30 s left  best so far: elvis 1180 k packets/s, p99 50 us"
                        + "\u001b[K\r\u001b[K",
                text());
    }

    @Test
    void theLiveLineNeverWraps() {
        new LiveProgress(out, new Terminal(true, false, 30)).show(state("measure", 4200, 30_100));
        assertEquals("\r[2/4] shared  measure 5 s  tr\u001b[K", text());
    }

    @Test
    void coloursOnlyWhereWanted() {
        Progress live = new LiveProgress(out, new Terminal(true, true, 34));
        live.show(state("measure", 4200, 30_100));
        live.problem("shared", "the guests ended early");
        assertEquals(
                "\r\u001b[1m[2/4] shared\u001b[0m  measure 5 s  trial \u001b[K"
                        + "\r\u001b[K\u001b[31mshared: the guests ended early\u001b[0m\n",
                text());
    }

    @Test
    void elsewhereThereIsOneLinePerPhase() {
        Progress plain = new PlainProgress(out);
        plain.show(state("warm-up", 2000, 33_000));
        plain.show(state("warm-up", 1000, 32_000));
        plain.show(state("measure", 10_000, 31_000));
        plain.problem("shared", "the guests ended early");
        plain.done();
        assertEquals("""
                [2/4] shared: warm-up, 2 s; the trial has 33 s left; best so far: elvis 1180 k packets/s, p99 50 us
                [2/4] shared: measure, 10 s; the trial has 31 s left; best so far: elvis 1180 k packets/s, p99 50 us
                shared: the guests ended early
                """, text());
    }

    @Test
    void theEnvironmentDecides() {
        Map<String, String> xterm = Map.of("TERM", "xterm");
        assertEquals(new Terminal(true, true, 132), Terminal.of(true, xterm, "43 132\n"));
        assertEquals(new Terminal(true, true, 80), Terminal.of(true, xterm, "0 0\n"), "a width nobody set");
        assertEquals(new Terminal(false, false, 80), Terminal.of(false, xterm, ""));
        assertEquals(new Terminal(false, false, 80), Terminal.of(true, Map.of("TERM", "dumb"), ""));
        assertEquals(new Terminal(false, false, 80), Terminal.of(true, Map.of(), ""));
        assertEquals(
                new Terminal(true, false, 100),
                Terminal.of(true, Map.of("TERM", "xterm", "NO_COLOR", "1", "COLUMNS", "100"), "43 132\n"));
        assertEquals(
                new Terminal(true, true, 132),
                Terminal.of(true, Map.of("TERM", "xterm", "NO_COLOR", "", "COLUMNS", "wide"), "43 132\n"));
    }

    private static Progress.State state(String phase, long phaseLeftMillis, long trialLeftMillis) {
        return new Progress.State(
                "shared",
                2,
                4,
                phase,
                Duration.ofMillis(phaseLeftMillis),
                Duration.ofMillis(trialLeftMillis),
                Optional.of("elvis 1180 k packets/s, p99 50 us"));
    }

    private String text() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
