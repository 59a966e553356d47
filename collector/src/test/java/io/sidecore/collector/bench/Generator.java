package io.sidecore.collector.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A program that makes the events that observers watch, a window at a time: see {@code probes/src/bench}. */
final class Generator implements AutoCloseable {

    private final Process process;
    private final PrintStream orders;
    private final BufferedReader answers;
    private final Set<Integer> tids;

    /**
     * Starts it on CPU 0.
     *
     * @throws SkippedException if it cannot run here; the message is its own
     */
    Generator(Path program) throws SkippedException {
        try {
            process = new ProcessBuilder(program.toString(), "0").start();
            orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
            answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
            String ready = answers.readLine();
            if (ready == null) {
                throw new SkippedException(
                        new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip());
            }
            tids = Arrays.stream(ready.split(" ")).skip(1).map(Integer::valueOf).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new SkippedException(e.toString());
        }
    }

    /** Its threads. */
    Set<Integer> tids() {
        return tids;
    }

    /** CPU time of an event in the next so many seconds, in nanoseconds. */
    double nanosPerEvent(double seconds) {
        orders.printf(Locale.ROOT, "%.3f%n", seconds);
        try {
            String[] answer = String.valueOf(answers.readLine()).split(" ", 2);
            return Double.parseDouble(answer[1]) / Double.parseDouble(answer[0]);
        } catch (IOException e) {
            throw new IllegalStateException("the generator of events ended", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
