package io.sidecore.vhostuser.worker;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import java.util.Collection;
import java.util.Comparator;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * How workers are made that are not asked for one by one.
 *
 * @param placement which worker a device gets that comes
 * @param cpus where they may run
 * @param oneCpuEach whether each is pinned to one of them: an I/O core of its own, as long as there are enough; with
 *     {@link Placement#PER_CPU} they are in any case
 * @param mode what they do when idle
 * @param nodeOf the NUMA node that all CPUs of a set are on; empty if they are on several, or it is not known
 */
public record Hiring(
        Placement placement, CpuSet cpus, boolean oneCpuEach, PollMode mode, Function<CpuSet, OptionalInt> nodeOf) {

    /** Devices go to the workers that there are, and no others are made. */
    public static Hiring none(CpuSet cpus, PollMode mode) {
        return new Hiring(Placement.FEWEST, cpus, false, mode, set -> OptionalInt.empty());
    }

    Hiring with(Placement other) {
        return new Hiring(other, cpus, oneCpuEach, mode, nodeOf);
    }

    /**
     * Where the next worker may run.
     *
     * @param taken where the workers run that there are
     * @param near the node that it should be on, if there is room
     */
    CpuSet next(Collection<CpuSet> taken, OptionalInt near) {
        if (!oneCpuEach && placement != Placement.PER_CPU) {
            return cpus;
        }
        return cpus.stream()
                .mapToObj(CpuSet::of)
                .min(Comparator.comparing((CpuSet cpu) ->
                                near.isPresent() && !nodeOf.apply(cpu).equals(near))
                        .thenComparingLong(cpu -> taken.stream()
                                .filter(other -> other.count() == 1 && other.intersects(cpu))
                                .count()))
                .orElse(cpus);
    }
}
