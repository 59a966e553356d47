package io.sidecore.collector.inventory;

import java.util.Optional;

/**
 * A thread that serves virtqueues or, for an IOThread or a PMD thread, whatever its program gives it.
 *
 * @param name stable and unique on the host: what it serves, not its thread id. A kernel vhost worker goes by the device
 *     that it serves ({@code vm1/net0}, or {@code vm1/scsi0/io2} where a queue has a worker of its own), an IOThread by its
 *     guest and id ({@code vm1/iothread1}), a PMD thread by its CPU ({@code ovs/pmd3}), a worker of the embedded backend by
 *     its backend and name ({@code backend/w0})
 * @param kind what kind of thread
 * @param tid kernel thread id
 * @param pid the process that the thread belongs to; its own tid for a kthread
 * @param startedTicks when the thread began, in clock ticks since boot
 * @param guest the one guest that it serves; absent if it serves several, or none is known
 * @param cpus where it may run
 * @param cgroup path of its cgroup (v2) below the mount point; absent if not known
 * @param mode what it does when idle; absent if not known
 */
public record HostWorker(
        String name,
        Kind kind,
        int tid,
        int pid,
        long startedTicks,
        Optional<String> guest,
        CpuSet cpus,
        Optional<String> cgroup,
        Optional<PollMode> mode) {

    /** The kinds of worker. */
    public enum Kind {
        /** Kernel vhost up to 6.3, and later where a device asks for it: a thread of kthreadd. */
        VHOST_KTHREAD,
        /** Kernel vhost since 6.4: a thread of the owner's process, made by the kernel. */
        VHOST_TASK,
        /** A worker of Sidecore's embedded backend. */
        BACKEND,
        /** A poll-mode driver thread of OVS-DPDK. */
        PMD,
        /** A QEMU IOThread. */
        IOTHREAD;

        /** Whether a thread of this kind looks at its queues without end, so that being on a CPU says nothing of its load. */
        public boolean alwaysPolls() {
            return this == PMD;
        }
    }

    public HostWorker {
        if (name.isBlank() || tid <= 0) {
            throw new IllegalArgumentException("a worker has a name and a thread: '" + name + "', " + tid);
        }
    }
}
