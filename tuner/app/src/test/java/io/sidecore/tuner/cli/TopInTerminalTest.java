package io.sidecore.tuner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sidecore.tuner.diagnose.SampleHost;
import io.sidecore.tuner.record.SampleRecording;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sidecore top} in a real terminal, that of tmux: what is seen, and that the terminal is as it was afterwards. */
class TopInTerminalTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private Path settingsBefore;
    private Path settingsAfter;
    private Path exitCode;

    @BeforeEach
    void setUp() throws IOException {
        assumeTrue(
                new ProcessBuilder("sh", "-c", "command -v tmux")
                                .start()
                                .onExit()
                                .join()
                                .exitValue()
                        == 0,
                "tmux is not installed");
        settingsBefore = directory.resolve("before");
        settingsAfter = directory.resolve("after");
        exitCode = directory.resolve("exit");
        Path recording = SampleRecording.write(directory.resolve("r"), SampleHost.TROUBLED, 300);
        // The flags of the script sidecore; the class path is that of this test.
        String top = String.join(
                " ",
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-Djnr.ffi.asm.enabled=false",
                "-cp",
                "'" + System.getProperty("java.class.path") + "'",
                Main.class.getName(),
                "top --replay",
                recording.toString());
        Path script = Files.writeString(
                directory.resolve("script"),
                "stty -a >" + settingsBefore + "\necho what was there before\n" + top + "\necho $? >" + exitCode
                        + "\nstty -a >" + settingsAfter + "\nexec cat\n");
        tmux("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "24", "sh", script.toString());
        await(screen -> screen.contains("vm2/net0 ") && screen.contains("stress-ng/9999"));
    }

    @AfterEach
    void tearDown() throws IOException {
        if (settingsBefore != null) {
            tmux("kill-server");
        }
    }

    @Test
    void qLeavesTheTerminalAsItWas() throws IOException {
        tmux("send-keys", "q");
        assertRestored("0");
    }

    @Test
    void soDoesCtrlC() throws IOException {
        tmux("send-keys", "C-c");
        assertRestored("0");
    }

    @Test
    void soDoesSigterm() throws IOException {
        top().destroy();
        assertRestored("143");
    }

    @Test
    void soDoesSigint() throws IOException {
        run(List.of("kill", "-INT", String.valueOf(top().pid())));
        assertRestored("130");
    }

    @Test
    void keysAndANewSizeShowAtOnce() throws IOException {
        tmux("send-keys", "Tab");
        await(screen -> screen.contains("10 virtqueues, the busiest first"));
        tmux("send-keys", "f");
        tmux("send-keys", "-l", "vm3");
        tmux("send-keys", "Enter");
        await(screen -> screen.contains("2 virtqueues, with /vm3/") && !screen.contains("vm1/net0/tx0"));
        tmux("send-keys", "c", "PageDown", "Home", "1");
        await(screen -> screen.contains("5 workers, those first"));
        tmux("resize-window", "-x", "60", "-y", "8");
        await(screen -> screen.lines().anyMatch(line -> line.startsWith("vm4/net0"))
                && screen.lines().noneMatch(line -> line.startsWith("vm5/net0")));
        tmux("resize-window", "-x", "140", "-y", "30");
        await(screen -> screen.contains("CALL/s  PKT/s") && screen.contains("vm5/net0"));
        tmux("send-keys", "h");
        await(screen -> screen.contains("any key goes back"));
        tmux("send-keys", "q", "q");
        assertEquals("0", awaitExit());
    }

    private void assertRestored(String exit) throws IOException {
        assertEquals(exit, awaitExit());
        await(screen -> screen.startsWith("what was there before") && !screen.contains("vm2/net0"));
        assertEquals(Files.readString(settingsBefore), Files.readString(settingsAfter));
        assertEquals("1", tmux("display-message", "-p", "#{cursor_flag}"));
    }

    /** The JVM that runs in the terminal. */
    private ProcessHandle top() throws IOException {
        long shell = Long.parseLong(tmux("display-message", "-p", "#{pane_pid}"));
        return ProcessHandle.of(shell).orElseThrow().children().findFirst().orElseThrow();
    }

    private String awaitExit() throws IOException {
        Optional<String> code = Optional.empty();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (code.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(50_000_000);
            if (Files.exists(settingsAfter) && Files.size(settingsAfter) > 0) {
                code = Optional.of(Files.readString(exitCode).strip());
            }
        }
        return code.orElseThrow(() -> new AssertionError("it does not end"));
    }

    private void await(Predicate<String> wanted) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String screen = "";
        while (System.nanoTime() < end) {
            screen = tmux("capture-pane", "-p");
            if (wanted.test(screen)) {
                return;
            }
            LockSupport.parkNanos(50_000_000);
        }
        assertTrue(wanted.test(screen), "on the screen:\n" + screen);
    }

    /** On a server of this test's own. */
    private String tmux(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("tmux", "-S", directory.resolve("tmux").toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private String run(List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectInput(new File("/dev/null"));
        builder.environment().put("TERM", "xterm");
        builder.environment().remove("TMUX");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), () -> command + " hangs");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        assertEquals(0, process.exitValue(), () -> command + ": " + said);
        return said.stripTrailing();
    }
}
