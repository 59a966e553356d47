package io.sidecore.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The lab machine that a test runs on. */
public final class Lab {

    private static final long LOOK_EVERY_NANOS = 20_000_000;

    private Lab() {}

    /** A script of the lab. */
    static String script(String name) {
        return inside("LAB").resolve(name).toString();
    }

    /** A program that was built for the lab. */
    static String program(String name) {
        return inside("LAB_STATE").resolve("bin").resolve(name).toString();
    }

    private static Path inside(String variable) {
        String value = System.getenv(variable);
        if (value == null) {
            throw new IllegalStateException(
                    "this is no lab machine; './verify lab' boots one and runs its tests there");
        }
        return Path.of(value);
    }

    /**
     * Runs Sidecore as an operator does, and returns what it printed. Fails unless it exits with 0. It stays on CPU 0: its
     * compiler would be in the way of whatever it is to watch on CPU 1.
     */
    public static String sidecore(Duration limit, String... arguments) {
        List<String> command = new ArrayList<>(List.of("taskset", "-c", "0"));
        command.add(inside("LAB").resolve("../../sidecore").normalize().toString());
        command.addAll(List.of(arguments));
        return run(limit, command);
    }

    /** Has a thread run on one CPU only. */
    public static void pin(int tid, int cpu) {
        run(Duration.ofSeconds(30), List.of("taskset", "-pc", String.valueOf(cpu), String.valueOf(tid)));
    }

    /** Returns as soon as it is so; fails past the limit, saying what was waited for and what there was instead. */
    public static void await(String what, Duration limit, BooleanSupplier isSo, Supplier<String> instead) {
        long end = System.nanoTime() + limit.toNanos();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "waited " + limit.toSeconds() + " s in vain until " + what + ": " + instead.get());
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    private static String run(Duration limit, List<String> command) {
        try (LabProcess process = LabProcess.start(command)) {
            process.awaitEnd(limit);
            if (process.status() != 0) {
                throw new AssertionError(command + " ended with status " + process.status() + ": " + process.said());
            }
            return process.output();
        }
    }
}
