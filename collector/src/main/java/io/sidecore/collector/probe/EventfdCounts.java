package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfMemory;

/**
 * Signals of the kernel to eventfds, by the eventfd probe: kicks through ioeventfds, calls of vhost.
 *
 * <p>The kernel gives the id of an eventfd that was closed to the next one that is opened, whose signals are added to
 * those of the former. So a count says nothing; what it grew by while the id was known to belong to something does.
 */
public final class EventfdCounts implements AutoCloseable {

    /** The twin of {@code eventfd.h}; offsets in bytes. */
    static final int IDS = 65536;

    static final int COUNT_BYTES = 64;
    static final int BY_WORKERS = 0;
    static final int BY_PROCESSES = 8;
    static final int DROPPED = 0;
    static final int STATE_BYTES = 8;

    private final ProbeObject probe;
    private final BpfMemory state;
    private final BpfMemory counts;

    /** Takes the probe over, and closes it in the end. */
    public EventfdCounts(ProbeObject probe) {
        this.probe = probe;
        this.state = probe.memory();
        this.counts = probe.object().map("signals");
    }

    /** All signals, to whatever eventfd, but those that were dropped. Touches 4 MiB. */
    public long total() {
        long total = 0;
        for (int id = 0; id < IDS; id++) {
            total += signals(id);
        }
        return total;
    }

    /** Signals to eventfds whose ids are too high to be counted. */
    public long dropped() {
        return state.get(DROPPED);
    }

    /**
     * Signals to one eventfd, by whomever.
     *
     * @param id what {@code /proc/PID/fdinfo/FD} shows as eventfd-id
     */
    public long signals(int id) {
        return byWorkers(id) + byProcesses(id);
    }

    /** Of those, the signals by threads of the kernel, as vhost's calls are. */
    public long byWorkers(int id) {
        return count(id, BY_WORKERS);
    }

    /** Of those, the signals by the kernel on behalf of other threads, as the kicks of a vCPU are. */
    public long byProcesses(int id) {
        return count(id, BY_PROCESSES);
    }

    private long count(int id, int field) {
        return id >= 0 && id < IDS ? counts.get((long) COUNT_BYTES * id + field) : 0;
    }

    @Override
    public void close() {
        probe.close();
    }
}
