package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.signal.host.CgroupObservation;
import io.sidecore.collector.signal.host.Spread;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * That a cgroup, or one above it, is stopped for its limit ({@code cpu.max}): in {@link #MUCH} of its periods, in
 * {@link Limits#SUSTAINED} of the windows.
 *
 * @param path of the cgroup that is stopped
 * @param periods share of its periods in which it was stopped, median
 * @param stopped time stopped, summed over CPUs, median; absent if not counted
 * @param last what it was like in the last window
 * @param windows how many there are
 */
record Throttling(String path, double periods, OptionalDouble stopped, CgroupObservation last, int windows) {

    /** Share of periods. A container that is stopped in 5 % of them is commonly alarmed on; 10 % is twice that. */
    static final double MUCH = 0.1;

    /** The first cgroup on the way from this one up that is; absent if none is, or nobody counts. */
    static Optional<Throttling> of(Scene scene, Optional<String> cgroup) {
        String path = cgroup.orElse("");
        while (!path.isEmpty()) {
            Optional<Throttling> here = at(scene, path);
            if (here.isPresent()) {
                return here;
            }
            path = path.substring(0, Math.max(0, path.lastIndexOf('/')));
        }
        return Optional.empty();
    }

    /** Whether the kernel tells of this cgroup whether it is stopped. */
    static boolean isCounted(Scene scene, String path) {
        return scene.windows().cgroup(path, CgroupObservation::throttledPeriods).count() > 0;
    }

    private static Optional<Throttling> at(Scene scene, String path) {
        Spread periods = scene.windows().cgroup(path, CgroupObservation::throttledPeriods);
        if (periods.atLeast(MUCH) < Limits.SUSTAINED) {
            return Optional.empty();
        }
        return scene.windows().windows().get(scene.windows().count() - 1).cgroups().stream()
                .filter(one -> one.path().equals(path))
                .findFirst()
                .map(last -> new Throttling(
                        path,
                        periods.median().orElse(0),
                        scene.windows()
                                .cgroup(path, CgroupObservation::throttled)
                                .median(),
                        last,
                        periods.count()));
    }
}
