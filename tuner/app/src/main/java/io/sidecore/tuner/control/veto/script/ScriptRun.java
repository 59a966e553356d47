package io.sidecore.tuner.control.veto.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of a program. Of the environment it gets PATH, of our files none but the three that are its own: Java closes all
 * others. Its standard error goes nowhere.
 */
final class ScriptRun {

    /** How a run ended. */
    enum Ending {
        EXITED,
        TIMED_OUT,
        TOO_MUCH_OUTPUT
    }

    /** That much of its output is read. */
    static final int MOST_BYTES = 64 * 1024;

    /** When all of its group are dead, what they wrote is there at once, unless one that escaped holds the output open. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private final Process process;
    private final ProcessGroup group;
    private final byte[] output = new byte[MOST_BYTES];
    private volatile int filled;
    private volatile boolean overflowed;

    private ScriptRun(Process process) {
        this.process = process;
        this.group = new ProcessGroup(process);
    }

    /**
     * What came of a run.
     *
     * @param exit 128 + N if signal N ended it
     * @param output its standard output, at most {@link #MOST_BYTES} of it
     */
    record Outcome(Ending ending, int exit, String output) {}

    /**
     * Runs a program, and waits until it ends, or ends it when its time is over. Then all of its process group is killed,
     * and so it is if this JVM is told to end.
     *
     * @param command makes the program the leader of a process group
     * @param input for its standard input; it need not read it
     * @param timeout from when it runs
     * @throws IOException if it cannot be started
     * @throws InterruptedException if the thread is interrupted; the program has been ended
     */
    static Outcome of(List<String> command, String input, Duration timeout) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        String path = System.getenv("PATH");
        builder.environment().clear();
        builder.environment().put("PATH", path == null ? "/usr/bin:/bin" : path);
        return new ScriptRun(builder.start()).finish(input, timeout);
    }

    private Outcome finish(String input, Duration timeout) throws InterruptedException {
        Thread reader = aside("out", this::read);
        aside("in", () -> write(input));
        boolean inTime;
        try {
            inTime = group.killedIfTheJvmEnds(() -> process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } finally {
            group.kill();
        }
        int exit = process.waitFor();
        reader.join(LINGER.toMillis());
        Ending ending = overflowed ? Ending.TOO_MUCH_OUTPUT : inTime ? Ending.EXITED : Ending.TIMED_OUT;
        return new Outcome(ending, exit, new String(output, 0, filled, StandardCharsets.UTF_8));
    }

    /** More than fits is a fault, which ends the run: otherwise it would write on until its time is over. */
    private void read() {
        try (InputStream from = process.getInputStream()) {
            int bytes = 0;
            for (int more = from.read(output); more > 0; more = from.read(output, bytes, MOST_BYTES - bytes)) {
                bytes += more;
                filled = bytes;
            }
            if (bytes == MOST_BYTES && from.read() >= 0) {
                overflowed = true;
                group.kill();
            }
        } catch (IOException e) {
            // Its end closed the pipe under us: what was read stands.
        }
    }

    private void write(String input) {
        try (OutputStream to = process.getOutputStream()) {
            to.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It has ended, or closed its input: it need not read what it is not interested in.
        }
    }

    private static Thread aside(String what, Runnable work) {
        Thread thread = new Thread(work, "sidecore-veto-" + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
