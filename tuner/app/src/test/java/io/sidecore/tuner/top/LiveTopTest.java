package io.sidecore.tuner.top;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.tuner.diagnose.SampleHost;
import io.sidecore.tuner.record.Cadence;
import io.sidecore.tuner.record.StepClock;
import io.sidecore.tuner.top.terminal.Keys;
import io.sidecore.tuner.top.terminal.Size;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Keys in, screens out; the clock is the test's. */
class LiveTopTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final StepClock clock = new StepClock();
    private final ScriptedScreen screen = new ScriptedScreen(clock);
    private final Cadence cadence = new Cadence(clock, SECOND);
    private final Windows windows = new Windows(SampleHost.TROUBLED.source(50));
    private boolean ended;

    private void run() {
        long limit = clock.nanos() + 1_000_000_000_000L;
        new LiveTop(windows, cadence, screen, Settings.every(SECOND), ZoneOffset.UTC)
                .run(
                        Long.MAX_VALUE,
                        () -> {
                            ended = clock.nanos() > limit;
                            return ended;
                        },
                        () -> new Status(
                                Optional.empty(), OptionalDouble.of(0.004), cadence.missed(), windows.ended()));
        assertFalse(ended, "nobody quit");
    }

    private static final String WORKERS = """
            sidecore top  22:13:21  1.0 s  5 workers, 10 virtqueues, 5 guests
            own CPU 0.4%  lost samples 0  came or went 0  not measured 1 (x lists them)
            5 workers, those first that want a CPU most
            WORKER               TID CPU  USE% EMPTY% WAIT% SIRQ% SLEEP% KICK/s  PKT/s   P99 RAN INSTEAD
            vm1/net0            4005   -  91.0      -   1.0   1.9    2.0     60      - 5.8ms
            vm2/net0            4015   -  34.3      -  60.0   0.7    5.0   3.0k      - 5.8ms stress-ng/9999 60.~
            vm3/net0            4025   -  13.0      -   0.5   0.3   82.8   6.0k      -  45us
            vm4/net0            4035   -  13.0      -   0.5   0.3   85.2   6.0k      -  11us
            vm5/net0            4045   -  12.3      -   0.5   0.3   87.0   6.0k      -  23us""";

    @Test
    void theFirstWindowTakesAnIntervalAndIsThenShown() {
        screen.after(0.9, "h").after(0.05, "h").after(0.5, "q");
        run();
        assertEquals(WORKERS, screen.text());
    }

    @Test
    void beforeThatItSaysThatItIsLooking() {
        screen.after(0.3, "q");
        run();
        assertEquals("sidecore top\nlooking ...", screen.text());
    }

    @Test
    void whatDeservesALookStandsOut() {
        screen.after(1.5, "q");
        run();
        List<String> alarming = screen.styled()
                .lines()
                .filter(line -> line.contains("\u001b[1;31m"))
                .toList();
        assertEquals(2, alarming.size(), screen::styled);
        assertTrue(alarming.get(0).contains("vm1/net0") && alarming.get(1).contains("vm2/net0"));
    }

    @Test
    void aWindowIsAsWideAsThePauseBetweenSamples() {
        screen.after(3.5, "q");
        run();
        assertTrue(screen.text().startsWith("sidecore top  22:13:23  1.0 s"), screen::text);
    }

    @Test
    void viewsFollowEachOther() {
        screen.after(1.5, "\t").after(0.3, "q");
        run();
        assertTrue(screen.text().contains("\n10 virtqueues, the busiest first\nVIRTQUEUE "), screen::text);
    }

    @Test
    void bGoesToGuestsAndBack() {
        screen.after(1.5, "b").after(0.3, "q");
        run();
        assertTrue(screen.text().contains("\nvm5              4040    1   33.3"), screen::text);
    }

    @Test
    void aFilterIsARegularExpression() {
        screen.after(1.5, "f").after(0.1, "vm[24]").after(0.1, Keys.ENTER).after(0.3, "q");
        run();
        assertEquals(
                List.of("vm2/net0", "vm4/net0"),
                screen.text().lines().skip(4).map(line -> line.substring(0, 8)).toList());
        assertTrue(screen.text().contains("2 workers, with /vm[24]/, "), screen::text);
    }

    @Test
    void aWrongFilterIsExplainedAndChangesNothing() {
        assertEquals("Unclosed group near index 1", footAfter(screen.after(1.5, "f"), "("));
        assertTrue(screen.text().contains("\n5 workers, those"), screen::text);
    }

    @Test
    void aWrongAnswerIsExplained() {
        assertEquals("not a number of seconds: 'soon'", footAfter(screen.after(1.5, "s"), "soon"));
    }

    /** The last line right after an answer. */
    private String footAfter(ScriptedScreen asked, String answer) {
        asked.after(0.1, answer).after(0.1, Keys.ENTER);
        long end = clock.nanos() + 1_800_000_000L;
        new LiveTop(windows, cadence, screen, Settings.every(SECOND), ZoneOffset.UTC)
                .run(
                        Long.MAX_VALUE,
                        () -> clock.nanos() >= end,
                        () -> new Status(Optional.empty(), OptionalDouble.empty(), 0, false));
        List<String> lines = screen.text().lines().toList();
        return lines.get(lines.size() - 1);
    }

    @Test
    void whatIsTypedIsShownAndMayBeTakenBack() {
        screen.after(1.5, "g")
                .after(0.1, "vm33")
                .after(0.1, Keys.BACKSPACE)
                .after(0.1, Keys.ENTER)
                .after(0.3, "q");
        run();
        assertEquals(
                List.of("vm3/net0"),
                screen.text().lines().skip(4).map(line -> line.substring(0, 8)).toList());
    }

    @Test
    void escapeLeavesAQuestion() {
        screen.after(1.5, "g").after(0.1, "vm3").after(0.1, Keys.ESCAPE).after(0.1, "q");
        run();
        assertEquals(WORKERS, screen.text());
    }

    @Test
    void aProcessIdSelectsItsGuestAndWorkers() {
        screen.after(1.5, "p").after(0.1, "4010").after(0.1, Keys.ENTER).after(0.3, "q");
        run();
        assertTrue(screen.text().contains("\n1 workers, of pid or tid 4010, "), screen::text);
        assertTrue(screen.text().contains("\nvm2/net0 "), screen::text);
    }

    @Test
    void cTakesEveryFilterAway() {
        screen.after(1.2, "f")
                .after(0.1, "vm1")
                .after(0.1, Keys.ENTER)
                .after(0.1, "c")
                .after(0.1, "q");
        run();
        assertEquals(WORKERS, screen.text());
    }

    @Test
    void oGoesThroughTheColumns() {
        screen.after(1.5, "oo").after(0.3, "q");
        run();
        assertTrue(screen.text().contains("5 workers, by tid"), screen::text);
    }

    @Test
    void detailShowsWhatBelongsToAWorkerAndWhatIsMissing() {
        screen.after(1.5, "x").after(0.3, "q");
        run();
        assertTrue(screen.text().contains("\n  vm1/net0/tx0                90.0"), screen::text);
        assertTrue(screen.text().contains("\nnot measured: busy-poll time of vhost: "), screen::text);
    }

    @Test
    void helpNamesEveryKey() {
        screen.after(1.5, "h").after(0.3, Keys.CTRL_C);
        run();
        for (String key : List.of("q  quit", "f  filter", "p  only", "s  seconds", "x  detail", "o  next column")) {
            assertTrue(screen.text().contains(key), key);
        }
    }

    @Test
    void anotherPaceHoldsAtOnce() {
        screen.after(1.5, "s").after(0.1, "5").after(0.1, Keys.ENTER).after(4.6, "q");
        run();
        assertTrue(screen.text().startsWith("sidecore top  22:13:21 "), screen::text);
    }

    @Test
    void aSmallWindowShowsTheTopAndScrolls() {
        screen.resized(0.5, new Size(6, 60))
                .after(1, Keys.DOWN)
                .after(0.1, Keys.DOWN)
                .after(0.1, "q");
        run();
        List<String> lines = screen.text().lines().toList();
        assertEquals(6, lines.size(), screen::text);
        assertTrue(lines.get(4).startsWith("vm3/net0") && lines.get(5).startsWith("vm4/net0"), screen::text);
        assertTrue(lines.stream().allMatch(line -> line.length() <= 60), screen::text);
    }

    @Test
    void scrollingEndsAtTheLastLine() {
        screen.resized(0.5, new Size(7, 80))
                .after(1, Keys.END)
                .after(0.1, Keys.PAGE_DOWN)
                .after(0.1, "q");
        run();
        assertTrue(screen.text().lines().toList().get(6).startsWith("vm5/net0"), screen::text);
    }

    @Test
    void theLeastWindowIsNoProblem() {
        screen.resized(0.5, new Size(1, 1)).after(1, "h").after(0.2, "h").after(0.2, "q");
        run();
        assertEquals("s", screen.text());
    }

    @Test
    void aTerminalThatIsGoneEndsIt() {
        screen.after(1.5, Keys.GONE);
        run();
        assertEquals(WORKERS, screen.text());
    }

    @Test
    void theEndOfARecordingStays() {
        screen.after(60, "q");
        run();
        assertTrue(screen.text().contains("  end of the recording\n"), screen::text);
        assertTrue(screen.text().startsWith("sidecore top  22:14:09 "), screen::text);
    }
}
