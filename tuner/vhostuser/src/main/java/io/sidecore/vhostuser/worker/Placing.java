package io.sidecore.vhostuser.worker;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.WorkerId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Finds the worker for a device that comes. Pure. */
final class Placing {

    private Placing() {}

    /**
     * The worker for a device of that origin.
     *
     * @param workers in the order of their names
     * @return empty if it should have a new one
     */
    static Optional<WorkerId> choose(Placement placement, Origin origin, List<Candidate> workers, Settings settings) {
        boolean numa = settings.isOn(Setting.NUMA);
        return switch (placement) {
            case FEWEST, PER_CPU, WORKQUEUE -> fewest(origin, workers, numa);
            case DEDICATED ->
                first(origin, workers.stream().filter(worker -> worker.guests().isEmpty()), numa);
            case SHARED ->
                first(
                        origin,
                        workers.stream()
                                .filter(worker -> worker.guests().size() < settings.get(Setting.GUESTS_PER_WORKER))
                                .filter(worker -> !settings.isOn(Setting.CGROUP_MATCH) || worker.matches(origin)),
                        numa);
        };
    }

    /** The one with the fewest queues; where it matters, of those on the guest's node if there are any. */
    static Optional<WorkerId> fewest(Origin origin, List<Candidate> workers, boolean numa) {
        return workers.stream()
                .min(Comparator.comparing((Candidate worker) -> numa && !worker.isNear(origin))
                        .thenComparingLong(Candidate::queues))
                .map(Candidate::id);
    }

    /**
     * A better worker for a virtqueue than the one that it has, as seen from the CPUs that its guest's threads run on: on
     * their node, and on none of these CPUs; of several, the one with the fewest queues.
     *
     * @param node where these CPUs are
     * @return empty if there is none
     */
    static Optional<WorkerId> aside(WorkerId now, CpuSet busy, OptionalInt node, List<Candidate> workers) {
        Origin origin = new Origin(Optional.empty(), node, OptionalInt.empty());
        return workers.stream()
                .min(Comparator.comparing((Candidate worker) -> !worker.isNear(origin))
                        .thenComparing(worker -> worker.cpus().intersects(busy))
                        .thenComparing(worker -> !worker.id().equals(now))
                        .thenComparingLong(Candidate::queues))
                .map(Candidate::id)
                .filter(best -> !best.equals(now));
    }

    private static Optional<WorkerId> first(Origin origin, Stream<Candidate> workers, boolean numa) {
        return workers.filter(worker -> !numa || worker.isNear(origin))
                .map(Candidate::id)
                .findFirst();
    }
}
