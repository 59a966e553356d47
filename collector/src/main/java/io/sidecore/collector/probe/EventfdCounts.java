package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfMemory;

/** Signals of the kernel to eventfds, by the eventfd probe: kicks through ioeventfds, calls of vhost. */
public final class EventfdCounts implements AutoCloseable {

    /** The twin of {@code eventfd.h}. */
    static final int PLACES = 8192;

    static final int PROBES = 8;
    static final int PLACE_BYTES = 16;
    static final int KEY = 0;
    static final int SIGNALS = 8;
    static final int TOTAL = PLACES * PLACE_BYTES;
    static final int DROPPED = TOTAL + 8;
    static final int STATE_BYTES = DROPPED + 8;

    private final ProbeObject probe;
    private final BpfMemory memory;

    /** Takes the probe over, and closes it in the end. */
    public EventfdCounts(ProbeObject probe) {
        this.probe = probe;
        this.memory = probe.memory();
    }

    /** All signals, to whatever eventfd. */
    public long total() {
        return memory.get(TOTAL);
    }

    /** Signals that found no room to be counted by eventfd; they are in {@link #total}. */
    public long dropped() {
        return memory.get(DROPPED);
    }

    /**
     * Signals to one eventfd.
     *
     * @param id what {@code /proc/PID/fdinfo/FD} shows as eventfd-id
     */
    public long signals(int id) {
        return signals(memory, id);
    }

    static long signals(BpfMemory memory, int id) {
        long key = Integer.toUnsignedLong(id) + 1;
        for (int i = 0; i < PROBES; i++) {
            long place = (long) PLACE_BYTES * ((id + i) & (PLACES - 1));
            if (memory.get(place + KEY) == key) {
                return memory.get(place + SIGNALS);
            }
        }
        return 0;
    }

    @Override
    public void close() {
        probe.close();
    }
}
