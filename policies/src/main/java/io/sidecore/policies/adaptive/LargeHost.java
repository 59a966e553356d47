package io.sidecore.policies.adaptive;

import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;

/**
 * From which size on a host is too large to think of every arrangement; and what a step counts there. A host is small with up
 * to 8 I/O cores and 64 guests.
 */
final class LargeHost {

    private static final int IO_CORES = 8;
    private static final int GUESTS = 64;

    /** What as many guests have that are just not too many, with two queues each. */
    private static final double QUEUES = 2.0 * GUESTS;

    private LargeHost() {}

    static boolean is(Host host, Situation here) {
        int guests = here.serving().stream()
                .mapToInt(load -> here.guests(load.worker()).size())
                .sum();
        return host.cores().io().count() > IO_CORES || guests > GUESTS;
    }

    /**
     * How much a step counts, as a part of one on a small host, 0..1: utility is that of the host as a whole, and of that each
     * queue is the smaller a part the more there are.
     */
    static double partOfStep(Placement current) {
        return Math.min(1, QUEUES / Math.max(1, current.queues().size()));
    }
}
