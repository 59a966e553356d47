package io.sidecore.tuner.control.veto.script;

import io.sidecore.tuner.control.veto.Answer;
import io.sidecore.tuner.control.veto.Question;
import io.sidecore.tuner.control.veto.Veto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * An operator's executable that is asked before a change is made. It gets the question as JSON on its standard input, and no
 * arguments. If it exits with 0 it agrees; with 1 it refuses, and the first line of its standard output says why. All else
 * counts as refused.
 *
 * <p>Asking this waits for the answer, which suits simulated time; {@link AskedAside} lets a loop go on meanwhile.
 */
public final class VetoScript implements Veto {

    public static final Duration TIMEOUT = Duration.ofMillis(500);
    public static final Duration HOLDS = Duration.ofSeconds(60);

    private static final Duration LEAST_TIMEOUT = Duration.ofMillis(10);
    private static final Duration MOST_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LEAST_HOLDS = Duration.ofSeconds(1);
    private static final Duration MOST_HOLDS = Duration.ofDays(1);
    private static final int AGREED = 0;
    private static final int REFUSED = 1;

    /** Starts the script in a session, and so in a process group, of its own; a part of util-linux. */
    private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

    private final Path setsid;
    private final Path file;
    private final Duration timeout;
    private final Duration holds;

    private VetoScript(Path setsid, Path file, Duration timeout, Duration holds) {
        this.setsid = setsid;
        this.file = file;
        this.timeout = timeout;
        this.holds = holds;
    }

    /**
     * A script that can be run, as far as can be seen.
     *
     * @param timeout 10 ms to 10 s
     * @param holds for how long a refusal counts, 1 s to 1 day
     * @throws IllegalArgumentException if it is no executable file, or a time is out of range
     */
    public static VetoScript of(Path file, Duration timeout, Duration holds) {
        Path absolute = file.toAbsolutePath();
        problem(absolute).ifPresent(problem -> {
            throw new IllegalArgumentException(absolute + ": " + problem);
        });
        requireIn("a veto script's time limit", timeout, LEAST_TIMEOUT, MOST_TIMEOUT);
        requireIn("the time that a veto holds", holds, LEAST_HOLDS, MOST_HOLDS);
        Path setsid = SETSID.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "a veto script needs /usr/bin/setsid, which is not there (want the package util-linux)"));
        ProcessGroup.prepare();
        return new VetoScript(setsid, absolute, timeout, holds);
    }

    private static void requireIn(String what, Duration time, Duration least, Duration most) {
        if (time.compareTo(least) < 0 || time.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    what + " must be from " + inWords(least) + " to " + inWords(most) + ": " + inWords(time));
        }
    }

    private static String inWords(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    @Override
    public Duration holds() {
        return holds;
    }

    @Override
    public CompletableFuture<Answer> ask(Question question) {
        return CompletableFuture.completedFuture(answer(question));
    }

    /** The script's answer; waits for it, at most a little longer than the time limit. */
    Answer answer(Question question) {
        Optional<String> problem = problem(file);
        if (problem.isPresent()) {
            return none("cannot be started any more: " + problem.get());
        }
        try {
            return answer(ScriptRun.of(List.of(setsid.toString(), file.toString()), question.json(), timeout));
        } catch (IOException e) {
            return none("cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return none("was ended before it answered");
        }
    }

    private Answer answer(ScriptRun.Outcome outcome) {
        return switch (outcome.ending()) {
            case TIMED_OUT -> none("did not answer in " + timeout.toMillis() + " ms");
            case TOO_MUCH_OUTPUT -> none("printed more than " + ScriptRun.MOST_BYTES / 1024 + " KiB");
            case EXITED ->
                switch (outcome.exit()) {
                    case AGREED -> Answer.agreed();
                    case REFUSED -> Answer.refused(outcome.output());
                    default -> none("exited with " + outcome.exit() + " (want 0 to agree, 1 to refuse)");
                };
        };
    }

    private static Answer none(String what) {
        return Answer.none("the veto script " + what + "; nothing is changed");
    }

    private static Optional<String> problem(Path file) {
        if (!Files.exists(file)) {
            return Optional.of("there is no such file (want an executable, as in --veto /etc/sidecore/veto)");
        }
        if (!Files.isRegularFile(file)) {
            return Optional.of("is no file (want an executable, as in --veto /etc/sidecore/veto)");
        }
        return Files.isExecutable(file)
                ? Optional.empty()
                : Optional.of("is not executable (want chmod +x, and a first line such as #!/bin/sh)");
    }
}
