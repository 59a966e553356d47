package io.sidecore.tuner.trial.child;

import java.util.Optional;
import java.util.OptionalInt;

/** A running child, or what is left of it. */
public interface Child extends AutoCloseable {

    /** As an operator calls it, for instance {@code backend}. */
    String name();

    /** The oldest line of its standard output that was not taken yet. Never waits. */
    Optional<TimedLine> nextLine();

    /** Its exit code once it has ended and all its lines were taken; 128 + N if signal N ended it. */
    OptionalInt exitCode();

    /** Its last lines on standard error, oldest first, joined by {@code |}; blank if it said nothing. */
    String lastWords();

    /** Stops it if it runs, and waits until it has ended. Idempotent. */
    @Override
    void close();
}
