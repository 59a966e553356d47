package io.sidecore.collector.proc;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /proc/PID/numa_maps}: on which NUMA nodes a process's memory lies. The kernel walks the page tables to tell, so it
 * is read seldom, and no longer than a limit.
 *
 * @param kib memory by node
 */
public record NumaMaps(SortedMap<Integer, Long> kib) {

    /** As much as a process with 100 000 mappings has. */
    private static final long MAX_CHARS = 32L << 20;

    private static final Pattern NODE = Pattern.compile(" N([0-9]{1,4})=([0-9]{1,15})");
    private static final Pattern PAGE = Pattern.compile(" kernelpagesize_kB=([0-9]{1,9})");

    /** Less than this share of its memory, and a node does not count. */
    private static final double SHARE = 0.1;

    /**
     * Reads them.
     *
     * @param limit how long at most
     * @param clock monotonic
     * @return absent if the process has ended, may not be looked at, or has more than can be read in time
     */
    public static Optional<NumaMaps> read(HostFiles files, int pid, Duration limit, LongSupplier clock) {
        long deadlineNanos = clock.getAsLong() + limit.toNanos();
        SortedMap<Integer, Long> kib = new TreeMap<>();
        long chars = 0;
        try (BufferedReader reader =
                Files.newBufferedReader(files.path("proc/" + pid + "/numa_maps"), StandardCharsets.ISO_8859_1)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                chars += line.length();
                if (chars > MAX_CHARS || clock.getAsLong() - deadlineNanos > 0) {
                    return Optional.empty();
                }
                add(line, kib);
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.of(new NumaMaps(kib));
    }

    private static void add(String line, SortedMap<Integer, Long> kib) {
        Matcher page = PAGE.matcher(line);
        if (!page.find()) {
            return; // nothing of it is in memory
        }
        long pageKib = Long.parseLong(page.group(1));
        Matcher node = NODE.matcher(line);
        while (node.find()) {
            kib.merge(Integer.parseInt(node.group(1)), pageKib * Long.parseLong(node.group(2)), Long::sum);
        }
    }

    /** Nodes that hold more than a tenth of the memory each, ascending. */
    public List<Integer> nodes() {
        double total = kib.values().stream().mapToDouble(Long::doubleValue).sum();
        List<Integer> nodes = new ArrayList<>();
        kib.forEach((node, amount) -> {
            if (amount > SHARE * total) {
                nodes.add(node);
            }
        });
        return nodes;
    }
}
