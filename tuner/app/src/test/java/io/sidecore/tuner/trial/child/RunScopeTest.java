package io.sidecore.tuner.trial.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class RunScopeTest {

    @TempDir
    Path parent;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final List<String> closed = new ArrayList<>();

    @Test
    void whatIsKeptGoesNewestFirstAndTheDirectoryWithIt() throws IOException {
        RunScope scope = scope();
        Files.createDirectories(scope.directory().resolve("arm1/deeper"));
        Files.writeString(scope.directory().resolve("arm1/deeper/file"), "x");
        Files.createSymbolicLink(scope.directory().resolve("link"), parent);
        Path outside = Files.writeString(parent.resolve("outside"), "stays");
        scope.keep(() -> closed.add("backend"));
        AutoCloseable guests = scope.keep(() -> closed.add("guests"));
        scope.keep(() -> closed.add("loop"));
        scope.release(guests);
        scope.close();
        assertEquals(List.of("guests", "loop", "backend"), closed);
        assertFalse(Files.exists(scope.directory()));
        assertTrue(Files.exists(outside));
        assertEquals("", said.toString(StandardCharsets.UTF_8));
    }

    @Test
    void oneThingThatDoesNotCloseDoesNotKeepTheOthers() {
        RunScope scope = scope();
        scope.keep(() -> closed.add("backend"));
        scope.keep(new AutoCloseable() {
            @Override
            public void close() throws IOException {
                throw new IOException("stuck");
            }

            @Override
            public String toString() {
                return "guests";
            }
        });
        scope.close();
        assertEquals(List.of("backend"), closed);
        assertEquals("could not stop guests: stuck\n", said.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whatStartsTooLateIsStoppedAtOnce() {
        RunScope scope = scope();
        scope.interrupt();
        assertTrue(scope.interrupted());
        assertThrows(IllegalStateException.class, () -> scope.keep(() -> closed.add("late")));
        assertEquals(List.of("late"), closed);
        assertEquals("\ninterrupted: stopping what was started\n", said.toString(StandardCharsets.UTF_8));
        scope.close();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void aSignalStopsTheChildRemovesTheDirectoryAndSaysSo(String signal, int code) throws Exception {
        Process run = start("exec sleep 600");
        long child = childOf(run);
        assertTrue(ProcessHandle.of(child).isPresent());
        kill(signal, run.pid());
        assertEquals(code, run.waitFor());
        assertFalse(ProcessHandle.of(child).isPresent(), "the child is left");
        try (Stream<Path> left = Files.list(parent)) {
            assertEquals(List.of(), left.toList());
        }
        assertEquals("\ninterrupted: stopping what was started\n", text(run.getErrorStream()));
    }

    /** The FIFO's reader sees its end when the last process that holds it open for writing is gone: the child. */
    @Test
    void evenSigkillEndsAChildThatHeedsTheEndOfItsInput() throws Exception {
        Path fifo = parent.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        Process run = start("exec 3> '" + fifo + "'; echo started >&3; exec cat");
        try (BufferedReader reader = Files.newBufferedReader(fifo)) {
            assertEquals("started", reader.readLine());
            kill("KILL", run.pid());
            assertEquals(137, run.waitFor());
            assertEquals(-1, reader.read());
        }
    }

    private RunScope scope() {
        return RunScope.open(parent, new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    private Process start(String script) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        // A shell that runs the build in the background makes it ignore SIGINT, and all its children too.
        return new ProcessBuilder(
                        "env",
                        "--default-signal",
                        java,
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RunThatWaits.class.getName(),
                        parent.toString(),
                        script)
                .start();
    }

    private static long childOf(Process run) throws IOException {
        String line = run.inputReader(StandardCharsets.UTF_8).readLine();
        return Long.parseLong(String.valueOf(line));
    }

    private static void kill(String signal, long pid) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + signal, String.valueOf(pid))
                        .start()
                        .waitFor());
    }

    private static String text(InputStream from) throws IOException {
        return new String(from.readAllBytes(), StandardCharsets.UTF_8);
    }
}
