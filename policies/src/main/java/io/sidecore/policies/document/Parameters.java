package io.sidecore.policies.document;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sidecore.collector.inventory.PollMode;

/** What a policy does: one record for each {@code kind} of policy file. */
public sealed interface Parameters {

    /**
     * A design that is set once and does not learn.
     *
     * @param guestsPerWorker most guests that one worker serves, 1 to 1024; where workers are pinned and the I/O cores
     *     are too few, more
     * @param mode what its workers do when idle
     * @param pin where its workers run
     */
    record Fixed(int guestsPerWorker, PollMode mode, Pin pin) implements Parameters {
        public Fixed {
            requireIn("guestsPerWorker", guestsPerWorker, 1, 1024);
        }
    }

    /** Where the workers of a fixed design run. */
    enum Pin {
        /** Anywhere. */
        @JsonProperty("none")
        NONE,
        /** One to an I/O core, and never more of them than I/O cores. */
        @JsonProperty("io-cores")
        IO_CORES
    }

    /**
     * The thresholds at which the adaptive policy proposes a change. They decide what is tried; what is kept, the judge
     * decides.
     *
     * @param maxLoad predicted load of a worker up to which others may be merged into it, 0..1
     * @param saturatedLoad load from which a worker counts as saturated, and its counters as hiding demand; above
     *     maxLoad, to 1
     * @param maxInterference share of a window that a worker may wait for its CPU, 0..1; more, and it shall move
     * @param minImbalance share of the busiest worker's load by which it must exceed the idlest's to be relieved, 0..1
     * @param minWakeUpsPerSecond wake-ups of a worker from which looking for longer is worth a try
     * @param maxEmptyPolls share of a window spent on empty polls from which sleeping is worth a try, 0..1
     * @param spinMicros how long a spinning worker looks before it sleeps, 1 to 1000000
     * @param idlePacketsPerSecond traffic of all guests below which nothing can be learnt but the price of polling
     */
    record Adaptive(
            double maxLoad,
            double saturatedLoad,
            double maxInterference,
            double minImbalance,
            double minWakeUpsPerSecond,
            double maxEmptyPolls,
            int spinMicros,
            double idlePacketsPerSecond)
            implements Parameters {
        public Adaptive {
            requireIn("maxLoad", maxLoad, 0, 1);
            requireIn("saturatedLoad", saturatedLoad, 0, 1);
            requireIn("maxInterference", maxInterference, 0, 1);
            requireIn("minImbalance", minImbalance, 0, 1);
            requireIn("minWakeUpsPerSecond", minWakeUpsPerSecond, 0, 1e9);
            requireIn("maxEmptyPolls", maxEmptyPolls, 0, 1);
            requireIn("spinMicros", spinMicros, 1, 1_000_000);
            requireIn("idlePacketsPerSecond", idlePacketsPerSecond, 0, 1e9);
            if (maxLoad >= saturatedLoad) {
                throw new IllegalArgumentException("maxLoad must be below saturatedLoad (" + saturatedLoad
                        + "), or what was just merged would be split again: " + maxLoad);
            }
        }
    }

    private static void requireIn(String name, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new IllegalArgumentException(name + " must be in [" + min + "," + max + "]: " + value);
        }
    }
}
