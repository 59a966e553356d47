package io.sidecore.collector.host;

import java.util.OptionalLong;

/**
 * The CPU controller of one cgroup (v2): {@code cpu.stat} and {@code cpu.max}. Each is absent where the file, or its line,
 * is.
 *
 * @param path below the mount point
 * @param usageMicros CPU time of all its threads
 * @param periods periods in which it wanted to run
 * @param throttledPeriods of those, how many in which it was stopped
 * @param throttledMicros time for which it was stopped
 * @param quotaMicros CPU time that it may have in each period; absent if not limited
 * @param periodMicros length of a period
 */
public record CgroupSample(
        String path,
        OptionalLong usageMicros,
        OptionalLong periods,
        OptionalLong throttledPeriods,
        OptionalLong throttledMicros,
        OptionalLong quotaMicros,
        OptionalLong periodMicros) {}
