package io.sidecore.collector.proc;

import io.sidecore.collector.host.CgroupSample;
import io.sidecore.collector.inventory.Inventory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the CPU controllers of cgroups count: {@code cpu.stat} and {@code cpu.max}. */
public final class CgroupLimits {

    private static final String ROOT = "/";

    private final HostFiles files;
    private final Cgroups cgroups;

    public CgroupLimits(HostFiles files, Cgroups cgroups) {
        this.files = files;
        this.cgroups = cgroups;
    }

    /** The cgroups of guests and workers, and all above them: a thread stops if any of these has used up its time. */
    public List<CgroupSample> read(Inventory inventory) {
        return read(Stream.concat(
                        inventory.guests().stream().flatMap(guest -> guest.cgroup().stream()),
                        inventory.workers().stream().flatMap(worker -> worker.cgroup().stream()))
                .toList());
    }

    /**
     * The same for any.
     *
     * @param paths below the mount point
     * @return each once, by path; without those that are gone, and without the root, which has no limit
     */
    public List<CgroupSample> read(Collection<String> paths) {
        List<CgroupSample> samples = new ArrayList<>();
        cgroups.mount().ifPresent(mount -> {
            for (String path : withAncestors(paths)) {
                if (files.exists(mount + path)) {
                    samples.add(read(mount, path));
                }
            }
        });
        return samples;
    }

    private static SortedSet<String> withAncestors(Collection<String> paths) {
        SortedSet<String> all = new TreeSet<>();
        for (String path : paths) {
            String next = path;
            while (next.startsWith(ROOT) && !next.equals(ROOT) && all.add(next)) {
                int slash = next.lastIndexOf('/');
                next = slash == 0 ? ROOT : next.substring(0, slash);
            }
        }
        return all;
    }

    private CgroupSample read(String mount, String path) {
        String stat = files.read(mount + path + "/cpu.stat").orElse("");
        String[] max = files.read(mount + path + "/cpu.max").orElse("").split(" ", -1);
        return new CgroupSample(
                path,
                value(stat, "usage_usec"),
                value(stat, "nr_periods"),
                value(stat, "nr_throttled"),
                value(stat, "throttled_usec"),
                number(max[0]), // "max": no limit
                max.length == 2 ? number(max[1]) : OptionalLong.empty());
    }

    private static OptionalLong value(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> number(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    private static OptionalLong number(String text) {
        return text.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
