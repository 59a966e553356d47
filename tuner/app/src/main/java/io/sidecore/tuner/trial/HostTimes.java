package io.sidecore.tuner.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * CPU time of the whole machine since boot, from the first line of {@code /proc/stat} (proc(5)).
 *
 * @param totalTicks all states: user, nice, system, idle, iowait, irq, softirq, steal
 * @param stealTicks a CPU of this machine wanted to run, and the hypervisor below ran something else
 */
public record HostTimes(long totalTicks, long stealTicks) {

    private static final int STATES = 8; // guest time, which follows, is part of user time

    /** Absent if the kernel does not tell. */
    public static Optional<HostTimes> read(Path procRoot) {
        try {
            List<String> lines = Files.readAllLines(procRoot.resolve("stat"));
            return lines.isEmpty() ? Optional.empty() : parse(lines.get(0));
        } catch (IOException e) {
            return Optional.empty(); // a container may hide it; the report then has no steal share
        }
    }

    static Optional<HostTimes> parse(String line) {
        if (!line.matches("cpu +\\d+(?: \\d+){7,}")) {
            return Optional.empty();
        }
        long[] ticks = Arrays.stream(line.split(" +", -1))
                .skip(1)
                .limit(STATES)
                .mapToLong(Long::parseLong)
                .toArray();
        return Optional.of(new HostTimes(Arrays.stream(ticks).sum(), ticks[STATES - 1]));
    }

    /** Share of the CPU time since {@code older} that was stolen, 0..1; absent if no time went by. */
    public OptionalDouble stealShareSince(HostTimes older) {
        long total = totalTicks - older.totalTicks;
        return total <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.min(1, Math.max(0, (double) (stealTicks - older.stealTicks) / total)));
    }
}
