package io.sidecore.tuner.control.judge;

/** What became of a change. */
public enum Verdict {
    /** Not enough windows yet. */
    WAIT(false),
    /** It helped, and stays. */
    BETTER(true),
    /** It did harm, and was undone. */
    WORSE(false),
    /** No difference that counts; it was undone. */
    INCONCLUSIVE(false),
    /** It stays without having been judged: the policy imposes it, or there is nothing to measure. */
    IMPOSED(true),
    /** Somebody else changed the placement meanwhile; left as that one left it. */
    OVERRIDDEN(true),
    /** It could not be carried out; what had been done of it was undone. */
    FAILED(false),
    /** The loop ended before it could be judged; it was undone. */
    ABANDONED(false),
    /** An earlier run ended without judging it; it was undone at the next start. */
    RECOVERED(false);

    private final boolean stays;

    Verdict(boolean stays) {
        this.stays = stays;
    }

    /** Whether the change is still in force. */
    public boolean stays() {
        return stays;
    }
}
