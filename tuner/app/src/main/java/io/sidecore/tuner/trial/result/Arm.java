package io.sidecore.tuner.trial.result;

/**
 * One configuration that a trial measures.
 *
 * @param name short, unique in the trial, for instance {@code elvis}
 * @param summary what it does, in a few words
 * @param adaptive whether its policy searches for a better placement, and so gets time to do that before it is measured
 */
public record Arm(String name, String summary, boolean adaptive) {
    public Arm {
        Checks.text("the name of an arm", name);
        Checks.text("the summary of arm " + name, summary);
    }
}
