package io.sidecore.policies.peers.iocm;

/** A change of the number of I/O cores. */
enum Move {
    START_SHARING("start sharing"),
    STOP_SHARING("stop sharing"),
    ADD("add an I/O core"),
    REMOVE("remove an I/O core"),
    /** Removes one, so that the batches of the others grow. */
    BATCH("remove an I/O core for larger batches");

    private final String text;

    Move(String text) {
        this.text = text;
    }

    /** Starting and stopping to share are never judged; so it is in the last published version. */
    boolean isJudged() {
        return this != START_SHARING && this != STOP_SHARING;
    }

    @Override
    public String toString() {
        return text;
    }
}
