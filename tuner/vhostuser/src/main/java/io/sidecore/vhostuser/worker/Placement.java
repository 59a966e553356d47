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
     * a new one. So there are as many workers as the sum over distinct sets of cgroups of ceil(guests / limit). The
     * shared-vhost RFC of 2015, and ELVIS, whose workers have an I/O core each.
     */
    SHARED,
    /**
     * None of its own: a virtqueue with work waits in line, and whichever worker is free serves it for one visit. What the
     * kernel's concurrency-managed workqueues would do for vhost. Workers and cgroups do not matter then; nor do weights
     * of guests, as the talk objects. Choosing it, or another, hands over those that are there, too.
     */
    WORKQUEUE;

    /** As on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
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
