package io.sidecore.tuner.trial.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With real children. Waiting is for something to happen, never for time to pass. */
@Timeout(60)
class ChildProcessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void linesComeInOrderWithTheirTimeAndThenTheExitCode() {
        List<String> command = sh("echo one; echo two; echo oops >&2; exit 3");
        ChildProcess child = ChildProcess.start("lister", command, PATIENCE, () -> 42);
        assertEquals(List.of(new TimedLine(42, "one"), new TimedLine(42, "two")), linesToTheEnd(child));
        assertEquals(OptionalInt.of(3), child.exitCode());
        child.close();
        assertEquals("oops", child.lastWords());
    }

    @Test
    void onlyTheLastWordsAreKept() {
        ChildProcess child = start("for i in 1 2 3 4 5 6 7; do echo line $i >&2; done; echo >&2");
        assertEquals(List.of(), linesToTheEnd(child));
        child.close();
        assertEquals("line 3 | line 4 | line 5 | line 6 | line 7", child.lastWords());
    }

    @Test
    void aChildThatHeedsSigtermSaysItsLastAndEnds() {
        ChildProcess child = start("trap 'echo stopping; kill $!; exit 0' TERM; sleep 600 & echo ready; wait");
        assertEquals("ready", nextLine(child).text());
        child.close();
        assertEquals("stopping", nextLine(child).text());
        assertEquals(OptionalInt.of(0), child.exitCode());
    }

    @Test
    void aChildThatIgnoresSigtermIsKilled() {
        List<String> command = sh("trap '' TERM; echo ready; while :; do read line; done");
        ChildProcess child = ChildProcess.start("deaf", command, Duration.ofMillis(50), System::nanoTime);
        assertEquals("ready", nextLine(child).text());
        child.close();
        assertEquals(OptionalInt.of(128 + 9), child.exitCode());
        child.close(); // idempotent
        assertFalse(ProcessHandle.of(child.pid()).map(ProcessHandle::isAlive).orElse(false));
    }

    @Test
    void itsInputIsAPipeThatNobodyWritesTo() {
        ChildProcess child = start("echo ready; exec cat");
        assertEquals("ready", nextLine(child).text());
        assertEquals(OptionalInt.empty(), child.exitCode());
        child.close();
        assertEquals(OptionalInt.of(128 + 15), child.exitCode());
    }

    @Test
    void aGrandchildThatHoldsTheOutputDoesNotHoldUsUp() {
        ChildProcess child = start("sleep 20 & echo $!; wait");
        ProcessHandle grandchild =
                ProcessHandle.of(Long.parseLong(nextLine(child).text())).orElseThrow();
        child.close();
        assertEquals(OptionalInt.of(128 + 15), child.exitCode());
        assertTrue(grandchild.destroyForcibly());
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        UncheckedIOException refused = assertThrows(
                UncheckedIOException.class,
                () -> ChildProcess.start("backend", List.of("/no/such/program", "-x"), PATIENCE, System::nanoTime));
        assertEquals("cannot start the backend (/no/such/program -x)", refused.getMessage());
    }

    @Test
    void aLineThatIsNotUtf8DoesNotEndTheReading() {
        ChildProcess child = start("printf 'a\\377b\\n'; echo next");
        List<TimedLine> lines = linesToTheEnd(child);
        assertEquals(
                List.of("a\uFFFDb", "next"), lines.stream().map(TimedLine::text).toList());
        assertTrue(child.lastWords().isEmpty());
        child.close();
    }

    private static ChildProcess start(String script) {
        return ChildProcess.start("child", sh(script), PATIENCE, System::nanoTime);
    }

    private static List<String> sh(String script) {
        return List.of("sh", "-c", script);
    }

    private static TimedLine nextLine(Child child) {
        Optional<TimedLine> line = child.nextLine();
        while (line.isEmpty()) {
            Thread.onSpinWait();
            line = child.nextLine();
        }
        return line.get();
    }

    private static List<TimedLine> linesToTheEnd(Child child) {
        List<TimedLine> lines = new ArrayList<>();
        while (child.exitCode().isEmpty()) {
            child.nextLine().ifPresentOrElse(lines::add, Thread::onSpinWait);
        }
        return lines;
    }
}
