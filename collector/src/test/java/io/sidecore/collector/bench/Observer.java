package io.sidecore.collector.bench;

/** Whoever watches a generator. */
@FunctionalInterface
interface Observer {

    /**
     * Begins to watch; closing what is given ends it.
     *
     * @throws SkippedException if it cannot, and why
     */
    Running start() throws SkippedException;

    /** A running observer. */
    @FunctionalInterface
    interface Running {
        void close();
    }
}
