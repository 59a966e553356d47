package io.sidecore.policies;

/** Told what became of a decision, so that a guard can learn from it. */
public interface Feedback {

    /** The decision was carried out and stays. */
    void kept(Decision decision, Placement after);

    /** The decision did not help, or could not be carried out, and was undone. */
    void undone(Decision decision, Placement after);
}
