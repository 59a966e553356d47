package io.sidecore.collector.discovery;

import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.proc.NumaMaps;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** On which NUMA nodes guests' memory lies. Looked up seldom, as memory seldom moves and to look is dear. */
final class GuestMemory {

    private static final Duration LIMIT = Duration.ofMillis(100);
    private static final Duration LIMIT_OF_SCAN = Duration.ofMillis(300);
    private static final Duration AGE = Duration.ofSeconds(60);

    /**
     * The kernel walks a mapping without a pause, at some 20 ns a page, while the guest may wait to map memory. Pages of a
     * hugetlbfs do not count in this, and are quick.
     */
    private static final long MAX_RESIDENT_KIB = 128L << 20;

    private record Looked(long atNanos, Optional<List<Integer>> nodes) {}

    private final HostFiles files;
    private final LongSupplier clock;
    private final Map<HostProcess.Id, Looked> looked = new HashMap<>();
    private long spentNanos;

    GuestMemory(HostFiles files, LongSupplier clock) {
        this.files = files;
        this.clock = clock;
    }

    void beginScan(Set<HostProcess.Id> present) {
        looked.keySet().retainAll(present);
        spentNanos = 0;
    }

    /**
     * Nodes that hold more than a tenth of a guest's memory each, ascending; empty, with a gap, if not known.
     *
     * @param hostNodes how many the host has
     */
    List<Integer> nodes(HostProcess process, String guest, int hostNodes, Gaps gaps) {
        if (hostNodes <= 1) {
            return List.of(0);
        }
        long start = clock.getAsLong();
        Looked last = looked.get(process.id());
        if ((last == null || start - last.atNanos > AGE.toNanos()) && spentNanos <= LIMIT_OF_SCAN.toNanos()) {
            last = new Looked(start, look(process));
            looked.put(process.id(), last);
            spentNanos += clock.getAsLong() - start;
        }
        Optional<List<Integer>> nodes = last == null ? Optional.empty() : last.nodes;
        if (nodes.isEmpty()) {
            gaps.addOf(
                    "NUMA nodes of the memory",
                    guest,
                    "/proc/PID/numa_maps may not be read, or takes too long to; try numastat -p PID");
        }
        return nodes.orElse(List.of());
    }

    private Optional<List<Integer>> look(HostProcess process) {
        return residentKib(process) > MAX_RESIDENT_KIB
                ? Optional.empty()
                : NumaMaps.read(files, process.pid(), LIMIT, clock).map(NumaMaps::nodes);
    }

    private long residentKib(HostProcess process) {
        return files.read(process.directory() + "/status")
                .flatMap(text -> text.lines()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .map(line -> line.replaceAll("[^0-9]", ""))
                        .filter(digits -> digits.matches("[0-9]{1,15}"))
                        .findFirst())
                .map(Long::parseLong)
                .orElse(0L);
    }
}
