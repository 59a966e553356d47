package io.sidecore.tuner.simulator.scenario;

import org.jspecify.annotations.Nullable;

/**
 * Something that happens: a guest's load changes or the guest leaves, or something else takes a share of a CPU.
 *
 * @param at seconds from the beginning, 0 or more
 * @param guest whom it is about; null if it is about a CPU
 * @param load what the guest does from now on; null if it leaves
 * @param cpu which CPU it is about; null if it is about a guest
 * @param share how much of the CPU somebody else wants from now on, 0 to 1
 */
public record Scene(
        double at,
        @Nullable String guest,
        @Nullable Load load,
        @Nullable Integer cpu,
        double share) {

    public Scene {
        if (!(at >= 0)) {
            throw new IllegalArgumentException("at must be 0 or more: " + at);
        }
        if ((guest == null) == (cpu == null)) {
            throw new IllegalArgumentException("a scene at " + at + " s must be about a guest or a cpu, one of them");
        }
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be in [0,1]: " + share);
        }
    }

    /** A guest does something else from then on. */
    public static Scene load(double at, String guest, Load load) {
        return new Scene(at, guest, load, null, 0);
    }

    /** A guest is shut down. */
    public static Scene leaves(double at, String guest) {
        return new Scene(at, guest, null, null, 0);
    }

    /** Somebody else wants so much of a CPU. */
    public static Scene busy(double at, int cpu, double share) {
        return new Scene(at, null, null, cpu, share);
    }
}
