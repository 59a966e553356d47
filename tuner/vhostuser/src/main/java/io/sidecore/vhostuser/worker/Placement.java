package io.sidecore.vhostuser.worker;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Which worker a device gets when its guest comes. It can be moved at any time. */
public enum Placement {
    /** The one with the fewest queues. */
    FEWEST,
    /** A worker of its own: vhost as it is upstream. */
    DEDICATED,
    /**
     * The first that has fewer guests than the limit, and whose guests have the same cgroups if those are to match; else
     * a new one. Guests of unknown cgroups match each other only. So there are as many workers as the sum over distinct
     * sets of cgroups of ceil(guests / limit). The shared-vhost RFC of 2015, and ELVIS, whose workers have an I/O core
     * each.
     */
    SHARED,
    /**
     * One worker for each CPU, and each virtqueue goes to one on the node where the guest runs, but on none of the CPUs
     * that its threads run on; it follows them ({@link Follower}). The per-CPU vhost threads of 2012 (Shirley Ma).
     */
    PER_CPU,
    /**
     * None of its own: a virtqueue with work waits in line, and whichever worker is free serves it for one visit. What the
     * kernel's concurrency-managed workqueues would do for vhost. Workers and cgroups do not matter then; nor do weights
     * of guests, as the talk objects. Choosing it, or another, hands over those that are there, too.
     */
    WORKQUEUE;

    /** Whether a guest that is gone makes room for others; else it comes back to where it was. */
    boolean makesRoom() {
        return this == DEDICATED || this == SHARED;
    }

    /** As on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads the word. */
    public static Placement parse(String text) {
        return Arrays.stream(values())
                .filter(placement -> placement.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such placement: '" + text + "' (want "
                        + Arrays.stream(values()).map(Placement::text).collect(Collectors.joining(", ")) + ")"));
    }
}
