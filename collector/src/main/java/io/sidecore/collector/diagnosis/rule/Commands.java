package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.inventory.HostWorker;

/** Command lines made of what was found. Everything that others named is quoted. */
final class Commands {

    private Commands() {}

    /** {@code sidecore ctl} for the backend that a worker belongs to: its socket stands on its own command line. */
    static String backend(HostWorker worker, String what) {
        return "sidecore ctl --control \"$(tr '\\0' '\\n' < /proc/" + worker.pid()
                + "/cmdline | sed -n '/^--control$/{n;p}')\" " + what;
    }

    /** The name that a worker of the embedded backend has there. */
    static String backendName(HostWorker worker) {
        return quoted(worker.name().substring(worker.name().lastIndexOf('/') + 1));
    }

    /** What follows the last slash: an IOThread's id, for instance. */
    static String lastPart(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** Whether libvirt runs the guest: it puts each into a scope of its own. */
    static boolean isLibvirt(Guest guest) {
        return guest.cgroup().filter(path -> path.contains("machine-qemu")).isPresent();
    }

    /** As a POSIX shell takes it for one plain word. */
    static String quoted(String word) {
        return word.matches("[A-Za-z0-9._/:@%+=,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
