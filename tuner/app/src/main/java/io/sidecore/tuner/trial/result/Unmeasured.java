package io.sidecore.tuner.trial.result;

/**
 * Something that could not be measured, and why.
 *
 * @param what for instance {@code each wait for a CPU}
 * @param why for instance {@code BPF is not allowed here (EPERM); only sums, from /proc/schedstat}
 */
public record Unmeasured(String what, String why) {
    public Unmeasured {
        Checks.text("what was not measured", what);
        Checks.text("why " + what + " was not measured", why);
    }
}
