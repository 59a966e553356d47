package io.sidecore.collector.inventory;

/**
 * A thread that runs a guest's virtual CPU.
 *
 * @param index the virtual CPU's number, from 0
 * @param tid kernel thread id
 * @param startedTicks when the thread began, in clock ticks since boot (field 22 of {@code /proc/TID/stat}); with the tid
 *     it names a thread for good
 * @param cpus where it may run
 */
public record Vcpu(int index, int tid, long startedTicks, CpuSet cpus) {
    public Vcpu {
        if (index < 0 || tid <= 0) {
            throw new IllegalArgumentException("a vCPU has an index from 0 and a thread: " + index + ", " + tid);
        }
    }
}
