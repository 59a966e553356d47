package io.sidecore.collector.discovery;

import io.sidecore.collector.proc.HostFiles;

/** Whether all processes of the host can be seen from where we are. */
final class Visibility {

    /** {@code PROC_PID_INIT_INO} of {@code linux/proc_ns.h}: the host's own PID namespace. */
    private static final String HOSTS_OWN = "pid:[4026531836]";

    private Visibility() {}

    static void check(HostFiles files, Gaps gaps) {
        if (!files.link("proc/self/ns/pid").orElse(HOSTS_OWN).equals(HOSTS_OWN)) {
            gaps.add(
                    "guests and workers outside of this container",
                    "it has a PID namespace of its own: run on the host, or with the host's PID namespace (--pid=host)");
        }
        if (hidesProcesses(files) && !files.exists("proc/1")) {
            gaps.add("guests that other users run", "/proc is mounted with hidepid: run as root");
        }
    }

    private static boolean hidesProcesses(HostFiles files) {
        return files.read("proc/self/mounts", 1 << 20)
                .map(text -> text.lines().anyMatch(line -> line.startsWith("proc ") && line.contains("hidepid=")))
                .orElse(false);
    }
}
