package io.sidecore.tuner.trial;

/** An arm cannot go on. The message is one line for the operator; the trial goes on with the next arm. */
public final class ArmFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ArmFailure(String message) {
        super(message);
    }

    public ArmFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
