package io.sidecore.collector.proc;

import io.sidecore.collector.inventory.Gap;
import java.util.List;
import java.util.Optional;

/**
 * The hierarchy of control groups, version 2.
 *
 * @param mount where it is mounted, without the leading slash; absent if it is not, or does not limit CPU time
 */
public record Cgroups(Optional<String> mount) {

    /** Finds where it is mounted. */
    public static Cgroups find(HostFiles files) {
        Optional<String> mount = files.read("proc/self/mounts", 1 << 20)
                .flatMap(text -> text.lines()
                        .map(line -> line.split(" ", 4))
                        .filter(words -> words.length == 4 && words[2].equals("cgroup2") && words[1].startsWith("/"))
                        .map(words -> words[1].substring(1))
                        .findFirst())
                .filter(path -> limitsCpuTime(files, path));
        return new Cgroups(mount);
    }

    private static boolean limitsCpuTime(HostFiles files, String mount) {
        return files.read(mount + "/cgroup.controllers")
                .map(text -> List.of(text.split(" ", -1)).contains("cpu"))
                .orElse(false);
    }

    /** Why cgroups are not known; absent if they are. */
    public Optional<Gap> gap() {
        return mount.isPresent()
                ? Optional.empty()
                : Optional.of(new Gap(
                        "cgroups and their CPU limits",
                        "the CPU controller is not in a cgroup v2 hierarchy here: boot with"
                                + " systemd.unified_cgroup_hierarchy=1, or look from outside of the container"));
    }

    /**
     * The cgroup of a thread, as a path below the mount point.
     *
     * @param directory the thread's, as in {@code proc/4711}
     * @return absent if it has ended, or its cgroup cannot be seen from here
     */
    public Optional<String> of(HostFiles files, String directory) {
        if (mount.isEmpty()) {
            return Optional.empty();
        }
        return files.read(directory + "/cgroup")
                .flatMap(text -> text.lines()
                        .filter(line -> line.startsWith("0::/"))
                        .map(line -> line.substring("0::".length()))
                        .findFirst())
                .filter(path -> !path.contains("/..") && !path.endsWith(" (deleted)"));
    }
}
