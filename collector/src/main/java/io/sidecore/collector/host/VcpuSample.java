package io.sidecore.collector.host;

import java.util.List;
import java.util.OptionalLong;

/**
 * One virtual CPU, as KVM saw it. All are monotonic; each is absent where nobody counts it.
 *
 * @param tid kernel thread id
 * @param generation differs from an older sample's if this is another vCPU, or its counters began anew
 * @param guest whose it is, by its name in the inventory
 * @param exits times that the guest was left
 * @param outsideNanos time from exits to re-entries, sleep in HLT included
 * @param reasons exits by reason, those that occurred; empty if reasons are not counted
 * @param userspaceExits exits that the kernel alone could not handle
 * @param ioeventfdWrites kicks that KVM turned into signals
 * @param portWrites writes to I/O ports
 * @param mmio accesses to memory-mapped registers
 * @param haltPolls halts that ended while KVM still polled
 * @param haltPollNanos time in those polls
 * @param haltWaits halts that slept
 * @param haltWaitNanos time in those
 */
public record VcpuSample(
        int tid,
        long generation,
        String guest,
        OptionalLong exits,
        OptionalLong outsideNanos,
        List<ExitCount> reasons,
        OptionalLong userspaceExits,
        OptionalLong ioeventfdWrites,
        OptionalLong portWrites,
        OptionalLong mmio,
        OptionalLong haltPolls,
        OptionalLong haltPollNanos,
        OptionalLong haltWaits,
        OptionalLong haltWaitNanos) {
    public VcpuSample {
        reasons = List.copyOf(reasons);
    }
}
