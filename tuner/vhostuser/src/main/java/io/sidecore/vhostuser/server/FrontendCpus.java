package io.sidecore.vhostuser.server;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.proc.Schedstat;
import io.sidecore.collector.proc.ThreadStat;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * Where the threads of frontends run: vCPUs for the most part. A thread counts if it had a CPU for a tenth of the time since
 * its process was last asked for; what ran less is not worth getting out of the way for. By one thread only.
 */
final class FrontendCpus implements IntFunction<Optional<CpuSet>> {

    private static final long BUSY_PART = 10;

    /** Who was not asked for in so long is forgotten. */
    private static final long FORGET_NANOS = 60_000_000_000L;

    private record Look(long nanos, Map<Integer, Long> runNanos) {}

    private final HostFiles files;
    private final LongSupplier clock;
    private final Map<Integer, Look> looks = new HashMap<>();

    /** @param clock in nanoseconds */
    FrontendCpus(HostFiles files, LongSupplier clock) {
        this.files = files;
        this.clock = clock;
    }

    /** Those CPUs; empty if there are none, or nothing can be read of the process, and at the first time. */
    @Override
    public Optional<CpuSet> apply(int process) {
        long now = clock.getAsLong();
        looks.values().removeIf(look -> now - look.nanos > FORGET_NANOS);
        Optional<Look> before = Optional.ofNullable(looks.get(process));
        Map<Integer, Long> runs = new HashMap<>();
        TreeSet<Integer> busy = new TreeSet<>();
        for (int tid : files.numbers("proc/" + process + "/task")) {
            String directory = "proc/" + process + "/task/" + tid;
            Optional<Long> run = runNanos(directory);
            if (run.isEmpty()) {
                continue; // it has ended
            }
            runs.put(tid, run.get());
            long then = before.map(look -> look.runNanos.get(tid)).orElse(run.get());
            if (before.isPresent() && (run.get() - then) * BUSY_PART >= now - before.get().nanos && run.get() > then) {
                ThreadStat.read(files, directory).ifPresent(stat -> busy.add(stat.lastCpu()));
            }
        }
        looks.put(process, new Look(now, runs));
        return busy.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        CpuSet.of(busy.stream().mapToInt(Integer::intValue).toArray()));
    }

    private Optional<Long> runNanos(String directory) {
        try {
            return files.read(directory + "/schedstat").map(Schedstat::parse).map(Schedstat::runNanos);
        } catch (IllegalArgumentException e) { // a kernel without these: nobody is followed
            return Optional.empty();
        }
    }
}
