package io.sidecore.vhostuser.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A program that a measurement starts and ends; what it says is in a file. */
final class Program implements AutoCloseable {

    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final long END_SECONDS = 10;

    /** Those that nobody has closed yet. */
    private static final Set<Program> RUNNING = new LinkedHashSet<>();

    private final Process process;
    private final Path output;

    private Program(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static Program start(Path output, List<String> command) {
        return start(
                output,
                command,
                ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    }

    /** One that {@link #say} talks to. */
    static Program startWithInput(Path output, List<String> command) {
        return start(output, command, ProcessBuilder.Redirect.PIPE);
    }

    private static Program start(Path output, List<String> command, ProcessBuilder.Redirect input) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(input)
                    .redirectOutput(output.toFile())
                    .start();
            Program program = new Program(process, output);
            RUNNING.add(program);
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command), e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** All that it has said. */
    String said() {
        try {
            return Files.readString(output, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits until something is so.
     *
     * @throws IllegalStateException with what the program said, if it ends before, or it takes too long
     */
    Program await(BooleanSupplier isSo) {
        return await(isSo, 50);
    }

    /** The same, of something that takes about a millisecond. */
    Program awaitSoon(BooleanSupplier isSo) {
        return await(isSo, 1);
    }

    private Program await(BooleanSupplier isSo, long lookEveryMillis) {
        long start = System.nanoTime();
        while (!isSo.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IllegalStateException("waited in vain for a program that said:\n" + said());
            }
            sleep(lookEveryMillis);
        }
        return this;
    }

    /** Gives it a line to read. */
    void say(String line) {
        try {
            Writer input = process.outputWriter(StandardCharsets.US_ASCII);
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it stand still. */
    void pause() {
        signal("-STOP");
    }

    /** Lets it go on. */
    void resume() {
        signal("-CONT");
    }

    /** Lets a measurement go on for a while. */
    static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Asks it to end as Ctrl-C does, and waits until it has. */
    void interrupt() {
        try {
            signal("-INT");
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", signal, String.valueOf(pid())).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        interrupt();
        RUNNING.remove(this);
    }

    /** Ends all that a measurement that failed has left. */
    static void endAll() {
        for (Program program : List.copyOf(RUNNING)) {
            program.resume();
            program.close();
        }
    }
}
