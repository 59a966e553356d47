package io.sidecore.collector.signal.host;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One cgroup over one window. Each is absent where the kernel does not say.
 *
 * @param path below the mount point
 * @param usedCpus CPU time of its threads: 1.0 is one CPU all the time
 * @param quotaCpus what it may use, likewise; absent if not limited
 * @param throttledPeriods share of the periods in which it wanted to run that it was stopped in, 0..1
 * @param throttled time stopped, summed over CPUs: 1.0 is one CPU all the time
 * @param quotaMicros the limit as written in {@code cpu.max}
 * @param periodMicros likewise
 */
public record CgroupObservation(
        String path,
        OptionalDouble usedCpus,
        OptionalDouble quotaCpus,
        OptionalDouble throttledPeriods,
        OptionalDouble throttled,
        OptionalLong quotaMicros,
        OptionalLong periodMicros) {}
