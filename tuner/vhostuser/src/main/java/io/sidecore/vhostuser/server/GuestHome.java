package io.sidecore.vhostuser.server;

import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.RawMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** Where a guest is at home on this host: the cgroups of its frontend, and the NUMA node of its memory. */
final class GuestHome {

    /** get_mempolicy of x86-64 and of all architectures with the generic table, as aarch64. */
    private static final long GET_MEMPOLICY = System.getProperty("os.arch").equals("amd64") ? 239 : 236;

    /** The node of the page at an address. */
    private static final long NODE_OF_ADDRESS = 1 | 2;

    private final Path proc;

    /** @param proc where procfs is */
    GuestHome(Path proc) {
        this.proc = proc;
    }

    /**
     * The cgroups of a process, each with its hierarchy, but for the root, which is nobody's in particular; absent if they
     * cannot be read, as those of a process that is gone already, or in another PID namespace.
     */
    Optional<Set<String>> cgroups(int pid) {
        try {
            Set<String> cgroups = new TreeSet<>();
            for (String line : Files.readAllLines(proc.resolve(pid + "/cgroup"))) {
                String[] fields = line.split(":", 3); // number, controllers, path
                if (fields.length == 3 && !fields[2].equals("/")) {
                    cgroups.add(fields[1] + ":" + fields[2]);
                }
            }
            return Optional.of(cgroups);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The node of memory that is mapped here; empty if it cannot be told. */
    static OptionalInt nodeOf(long address) {
        long node = RawMemory.allocate(8);
        try {
            long status = LibC.C.syscall(GET_MEMPOLICY, node, 0, 0, address, NODE_OF_ADDRESS, 0);
            return status == 0 ? OptionalInt.of(RawMemory.getInt(node)) : OptionalInt.empty();
        } finally {
            RawMemory.free(node);
        }
    }
}
