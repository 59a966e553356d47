package io.sidecore.policies;

import java.util.List;

/** Told what became of a decision, so that a guard can learn from it. */
public interface Feedback {

    /** Whether a change that was undone was worse than none. */
    enum Harm {
        /** No difference was seen, or it could not be told, or the change could not be carried out. */
        NONE_SEEN,
        /** The guests were worse off with it. */
        DONE
    }

    /**
     * What was measured of a decision, before its fate is told; not of those that are not judged.
     *
     * @param gain of utility
     */
    default void measured(Decision decision, double gain) {}

    /** The decision was carried out and stays. */
    void kept(Decision decision, Placement after);

    /** The decision did not help, or could not be carried out, and was undone. */
    void undone(Decision decision, Placement after, Harm harm);

    /**
     * The decision was not carried out, since somebody who may do so refused it. Not told of a change that was undone:
     * undoing is never refused.
     *
     * @param current as it was when the decision was made, and still is as far as we changed it
     */
    default void refused(Decision decision, Placement current, Refusal refusal) {}

    /** Passes everything on to each of them, in their order. */
    static Feedback toAll(List<Feedback> listeners) {
        List<Feedback> all = List.copyOf(listeners);
        return new Feedback() {
            @Override
            public void measured(Decision decision, double gain) {
                all.forEach(listener -> listener.measured(decision, gain));
            }

            @Override
            public void kept(Decision decision, Placement after) {
                all.forEach(listener -> listener.kept(decision, after));
            }

            @Override
            public void undone(Decision decision, Placement after, Harm harm) {
                all.forEach(listener -> listener.undone(decision, after, harm));
            }

            @Override
            public void refused(Decision decision, Placement current, Refusal refusal) {
                all.forEach(listener -> listener.refused(decision, current, refusal));
            }
        };
    }
}
