package io.sidecore.tuner.trial.child;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A child process with its output read by two threads of its own, so that it never blocks on a full pipe. Its standard
 * input is a pipe that closes when this process ends, however it ends.
 */
public final class ChildProcess implements Child {

    private static final int LAST_LINES = 5;

    /** So long we read on after its end, should a process that it started hold its output open. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private final String name;
    private final Process process;
    private final Duration patience;
    private final Queue<TimedLine> lines = new ConcurrentLinkedQueue<>();
    private final Deque<String> errors = new ArrayDeque<>();
    private final Thread outReader;
    private final Thread errorReader;
    private volatile boolean closed;

    private ChildProcess(String name, Process process, Duration patience, LongSupplier nanoClock) {
        this.name = name;
        this.process = process;
        this.patience = patience;
        outReader =
                reader("out", process.getInputStream(), line -> lines.add(new TimedLine(nanoClock.getAsLong(), line)));
        errorReader = reader("err", process.getErrorStream(), this::keepError);
    }

    /**
     * Starts a child.
     *
     * @param name as an operator calls it
     * @param command program and arguments
     * @param patience how long it may take to end after SIGTERM
     * @param nanoClock stamps its lines
     * @throws UncheckedIOException if the program cannot be started
     */
    public static ChildProcess start(String name, List<String> command, Duration patience, LongSupplier nanoClock) {
        try {
            Process process = new ProcessBuilder(command).start();
            ChildProcess child = new ChildProcess(name, process, patience, nanoClock);
            child.outReader.start();
            child.errorReader.start();
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the " + name + " (" + String.join(" ", command) + ")", e);
        }
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<TimedLine> nextLine() {
        return Optional.ofNullable(lines.poll());
    }

    @Override
    public OptionalInt exitCode() {
        // First the reader, then the lines: in the other order a last line could slip in between unseen.
        if (process.isAlive() || (outReader.isAlive() && !closed) || !lines.isEmpty()) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(process.exitValue());
    }

    @Override
    public String lastWords() {
        synchronized (errors) {
            return String.join(" | ", errors);
        }
    }

    @Override
    public void close() {
        // Not Process.destroy: that closes the pipes too, and what the child says last would be lost.
        process.toHandle().destroy();
        boolean interrupted = Thread.interrupted();
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.toHandle().destroyForcibly();
                process.waitFor();
            }
            process.getOutputStream().close();
            outReader.join(LINGER.toMillis());
            errorReader.join(LINGER.toMillis());
        } catch (IOException e) {
            keepError("(its input could not be closed: " + e.getMessage() + ")");
        } catch (InterruptedException e) {
            process.toHandle().destroyForcibly();
            interrupted = true;
        } finally {
            closed = true;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public String toString() {
        return name + " (process " + pid() + ")";
    }

    private Thread reader(String what, InputStream from, Consumer<String> to) {
        Thread thread = new Thread(() -> readAll(from, to), name + "-" + what);
        thread.setDaemon(true);
        return thread;
    }

    private static void readAll(InputStream from, Consumer<String> to) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                to.accept(line);
            }
        } catch (IOException e) {
            to.accept("(its output broke off: " + e.getMessage() + ")");
        }
    }

    private void keepError(String line) {
        if (line.isBlank()) {
            return;
        }
        synchronized (errors) {
            if (errors.size() == LAST_LINES) {
                errors.removeFirst();
            }
            errors.addLast(line.strip());
        }
    }
}
