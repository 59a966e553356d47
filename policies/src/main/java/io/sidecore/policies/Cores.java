package io.sidecore.policies;

import io.sidecore.collector.inventory.CpuSet;

/**
 * The CPUs of a host as a policy sees them.
 *
 * @param io the I/O cores: CPUs set aside for workers. Workers that are pinned are pinned to these
 * @param all every CPU that a worker may run on; a worker that is not pinned has this set
 */
public record Cores(CpuSet io, CpuSet all) {
    public Cores {
        if (!io.stream().allMatch(all::contains)) {
            throw new IllegalArgumentException("I/O cores must be among the CPUs " + all + ": " + io);
        }
    }

    /** Whether these CPUs are I/O cores and nothing else. */
    public boolean isIo(CpuSet cpus) {
        return cpus.stream().allMatch(io::contains);
    }
}
