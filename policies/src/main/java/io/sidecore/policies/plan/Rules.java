package io.sidecore.policies.plan;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a plan must hold, and what a move has to be worth.
 *
 * @param numa how NUMA nodes count
 * @param crossNodeFactor what the load of a queue is multiplied by on another node than its guest's, 1 or more; for
 *     {@link Numa#SOFT}
 * @param overload the mean load of a node's workers from which the node counts as overloaded; for {@link Numa#SOFT}
 * @param cgroupMatch whether guests of different sets of cgroups share no worker, as in the shared-vhost RFC of 2015
 * @param guestsPerWorker the most guests that one worker serves; absent for any number
 * @param apart sets of guests of which no two are served by the same worker
 * @param tolerance how far the busiest worker may be above the lower bound, as a share of it, before anything is moved
 * @param movePrice the load, as a share of a worker, that the busiest worker must lose for each move that is not forced
 */
public record Rules(
        Numa numa,
        double crossNodeFactor,
        double overload,
        boolean cgroupMatch,
        OptionalInt guestsPerWorker,
        List<Set<String>> apart,
        double tolerance,
        double movePrice) {

    /** Nothing is forbidden, a cross-node factor of 1.3, a tolerance of 2 %, moves without a price. */
    public static final Rules DEFAULTS = new Rules(Numa.NONE, 1.3, 1, false, OptionalInt.empty(), List.of(), 0.02, 0);

    public Rules {
        if (!(crossNodeFactor >= 1 && crossNodeFactor <= 100)) {
            throw new IllegalArgumentException("crossNodeFactor must be in [1,100]: " + crossNodeFactor);
        }
        if (!(overload > 0 && overload <= 1e6)) {
            throw new IllegalArgumentException("overload must be above 0 and at most 1e6: " + overload);
        }
        if (guestsPerWorker.isPresent() && guestsPerWorker.getAsInt() < 1) {
            throw new IllegalArgumentException("guestsPerWorker must be 1 or more: " + guestsPerWorker.getAsInt());
        }
        if (!(tolerance >= 0 && tolerance <= 1)) {
            throw new IllegalArgumentException("tolerance must be in [0,1]: " + tolerance);
        }
        if (!(movePrice >= 0 && movePrice <= 1e6)) {
            throw new IllegalArgumentException("movePrice must be in [0,1e6]: " + movePrice);
        }
        apart = apart.stream()
                .map(guests -> Collections.unmodifiableSet((Set<String>) new TreeSet<>(guests)))
                .toList();
    }

    /** The fewest workers for so many guests, 0 or more, that may all share: the RFC's rule for one set of cgroups. */
    int fewestWorkers(int guests) {
        int limit = guestsPerWorker.orElse(Integer.MAX_VALUE);
        return guests / limit + (guests % limit == 0 ? 0 : 1);
    }

    /** These rules, with nodes that count so. */
    public Rules with(Numa nodes) {
        return new Rules(nodes, crossNodeFactor, overload, cgroupMatch, guestsPerWorker, apart, tolerance, movePrice);
    }
}
