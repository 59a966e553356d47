package io.sidecore.tuner.trial;

import io.sidecore.tuner.trial.child.Child;
import io.sidecore.tuner.trial.child.RunScope;
import java.time.Duration;
import java.util.OptionalInt;

/** Notices that the operator wants an end, and that a child has died; and tells the one from the other. */
final class ChildWatch {

    /** Ctrl-C reaches the children too, perhaps sooner than us: so long we wait before we call a death a failure. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private static final Duration TICK = Duration.ofMillis(20);

    private final TrialClock clock;
    private final RunScope scope;

    ChildWatch(TrialClock clock, RunScope scope) {
        this.clock = clock;
        this.scope = scope;
    }

    /**
     * Stops here if the operator wants an end.
     *
     * @throws TrialInterrupted if so
     */
    void heedOperator() {
        if (scope.interrupted()) {
            throw new TrialInterrupted();
        }
    }

    /**
     * Stops here if the child has ended.
     *
     * @throws ArmFailure with its last words if so
     */
    void expectAlive(Child child) {
        OptionalInt code = child.exitCode();
        if (code.isEmpty()) {
            return;
        }
        for (Duration waited = Duration.ZERO; waited.compareTo(GRACE) < 0; waited = waited.plus(TICK)) {
            heedOperator();
            clock.pause(TICK);
        }
        throw new ArmFailure("the " + child.name() + " ended early, " + how(code.getAsInt()) + lastWords(child));
    }

    /** What the child said last, to be put behind a message; blank if it said nothing. */
    static String lastWords(Child child) {
        String words = child.lastWords();
        return words.isEmpty() ? "" : ": " + words;
    }

    private static String how(int code) {
        return code > 128 ? "killed by signal " + (code - 128) : "with exit code " + code;
    }
}
