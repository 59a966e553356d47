package io.sidecore.collector.host;

/**
 * One CPU's line of {@code /proc/stat}, in clock ticks since boot.
 *
 * @param cpu its number
 * @param user normal threads in user mode, guests included
 * @param system in the kernel
 * @param idle nothing to do, waiting for a disk included
 * @param irq hardware interrupts
 * @param softirq deferred work of interrupts
 * @param steal a hypervisor below ran something else
 * @param guest of {@code user}, time in guests
 */
public record CpuSample(int cpu, long user, long system, long idle, long irq, long softirq, long steal, long guest) {}
