package io.sidecore.collector.discovery;

import io.sidecore.collector.proc.ThreadStat;

/**
 * A process, as it was looked at.
 *
 * @param stat that of its main thread
 * @param devices what it has open that a VM would
 */
record HostProcess(ThreadStat stat, OpenDevices devices) {

    /** A process for good: numbers are used again, but not by processes that began at the same time. */
    record Id(int pid, long startedTicks) {}

    int pid() {
        return stat.tid();
    }

    Id id() {
        return new Id(stat.tid(), stat.startedTicks());
    }

    String directory() {
        return "proc/" + pid();
    }

    /** Whether it may gain or lose devices from one scan to the next. */
    boolean isOfInterest() {
        return devices.ownsVm() || !devices.vhost().isEmpty() || isQemu();
    }

    /** By its name: with KVM its open files say more. */
    boolean isQemu() {
        return stat.comm().startsWith("qemu-system") || stat.comm().startsWith("qemu-kvm");
    }
}
