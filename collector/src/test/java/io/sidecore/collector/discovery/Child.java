package io.sidecore.collector.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A program that a test runs beside itself, ended with the test. */
final class Child implements AutoCloseable {

    private final Process process;
    private final Path log;

    private Child(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Where a program is; without it the test is skipped. */
    static Path program(String name) {
        if (name.startsWith("/")) {
            assumeTrue(Files.isExecutable(Path.of(name)), name + " is not installed");
            return Path.of(name);
        }
        Path found = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"), new String[] {"/usr/sbin", "/sbin"})
                .flatMap(Stream::of)
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(Path.of(""));
        assumeTrue(Files.isExecutable(found) && !found.toString().isEmpty(), name + " is not installed");
        return found;
    }

    /** Starts a program whose name comes first; what it says goes to a file in the directory. */
    @SafeVarargs
    static Child start(Path directory, List<String>... parts) {
        return start(directory, Map.of(), parts);
    }

    /** The same with more in its environment. */
    @SafeVarargs
    static Child start(Path directory, Map<String, String> environment, List<String>... parts) {
        List<String> command = new ArrayList<>();
        for (List<String> part : parts) {
            command.addAll(part);
        }
        Path program = program(command.get(0));
        command.set(0, program.toString());
        Path log = directory.resolve(program.getFileName() + ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            return new Child(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program to its end, which must be good, and gives what it said. */
    static String run(Path directory, List<String> command) {
        try (Child child = start(directory, command)) {
            child.awaitEnd(Duration.ofSeconds(30));
            assertEquals(0, child.process.exitValue(), () -> command + ": " + child.said());
            return child.said();
        }
    }

    void awaitEnd(Duration limit) {
        try {
            assertTrue(process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS), "it does not end");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    int pid() {
        return (int) process.pid();
    }

    /** Waits until something holds. */
    void await(BooleanSupplier condition, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + limit + " (alive: " + process.isAlive() + "): " + said());
            }
            pause();
        }
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void pause() {
        try {
            new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                all.forEach(ProcessHandle::destroyForcibly);
                process.waitFor();
            }
        } catch (InterruptedException e) {
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }
}
