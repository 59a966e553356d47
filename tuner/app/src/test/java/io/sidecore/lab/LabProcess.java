package io.sidecore.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A program that a test starts, with all that it said; it does not outlive the test. */
final class LabProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name;
    private final Process process;
    private final List<String> output = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final List<Thread> readers;

    private LabProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.readers = List.of(reader(process.getInputStream(), output), reader(process.getErrorStream(), errors));
    }

    static LabProcess start(List<String> command) {
        try {
            return new LabProcess(command.get(0), new ProcessBuilder(command).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Thread reader(InputStream from, List<String> to) {
        Thread thread = new Thread(() -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    synchronized (to) {
                        to.add(line);
                    }
                }
            } catch (IOException e) {
                synchronized (to) {
                    to.add("(broke off: " + e.getMessage() + ")");
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    int pid() {
        return (int) process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int status() {
        return process.exitValue();
    }

    /** Its standard output so far. */
    List<String> lines() {
        synchronized (output) {
            return List.copyOf(output);
        }
    }

    String output() {
        return String.join("\n", lines());
    }

    /** All that it said, for messages. */
    String said() {
        synchronized (errors) {
            return output() + " | " + String.join("\n", errors);
        }
    }

    /** Whether it says so within the limit. */
    Optional<String> line(Duration limit, Predicate<String> wanted) {
        try {
            Lab.await(name + " says so or ends", limit, () -> find(wanted).isPresent() || !isAlive(), this::said);
        } catch (AssertionError e) {
            return Optional.empty();
        }
        return find(wanted);
    }

    private Optional<String> find(Predicate<String> wanted) {
        return lines().stream().filter(wanted).findFirst();
    }

    /** Gives it a line on its standard input. */
    void tell(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " takes no input: " + said(), e);
        }
    }

    /** Returns when it has ended by itself and all its lines were read; fails past the limit. */
    void awaitEnd(Duration limit) {
        Lab.await(name + " ends", limit, () -> !isAlive() && readers.stream().noneMatch(Thread::isAlive), this::said);
    }

    /** Asks it to end, and waits until it has. */
    void end() {
        process.toHandle().destroy(); // not Process.destroy, which closes the pipes: its last words would be lost
        awaitEnd(PATIENCE);
    }

    @Override
    public void close() {
        process.toHandle().destroy();
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
