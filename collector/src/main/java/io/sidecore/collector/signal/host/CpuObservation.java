package io.sidecore.collector.signal.host;

/**
 * One CPU over one window, in shares of it.
 *
 * @param cpu its number
 * @param use not idle, what a hypervisor below took included
 * @param interrupts hardware interrupts and softirqs
 * @param steal a hypervisor below ran something else
 * @param guest ran guests
 */
public record CpuObservation(int cpu, double use, double interrupts, double steal, double guest) {}
