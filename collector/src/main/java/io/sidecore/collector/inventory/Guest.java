package io.sidecore.collector.inventory;

import java.util.List;
import java.util.Optional;

/**
 * A VM, or whatever else owns vhost devices as one does.
 *
 * @param name unique on the host and stable: libvirt's name, else that of QEMU's {@code -name}, else {@code PROGRAM-PID};
 *     characters other than letters, digits, {@code . _ -} are replaced by {@code _}
 * @param pid the process that owns it
 * @param startedTicks when that process began, in clock ticks since boot; with the pid it names a guest for good
 * @param program what the process runs, for instance {@code qemu-system-x86_64}
 * @param cgroup path of its cgroup (v2) below the mount point, as in {@code /machine.slice/vm1}; absent if not known
 * @param memoryNodes NUMA nodes that hold more than a tenth of its memory each, ascending; empty if not known
 * @param vcpus its virtual CPUs by index; empty if not known
 */
public record Guest(
        String name,
        int pid,
        long startedTicks,
        String program,
        Optional<String> cgroup,
        List<Integer> memoryNodes,
        List<Vcpu> vcpus) {
    public Guest {
        if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(
                    "not a guest name: '" + name + "' (want 1 to 64 letters, digits, '.', '_' or '-')");
        }
        memoryNodes = List.copyOf(memoryNodes);
        vcpus = List.copyOf(vcpus);
    }
}
