package io.sidecore.collector.probe;

/** The twin of {@code kvm.h}: where things are in the memory of the kvm probe, in bytes. */
final class KvmLayout {

    static final int VCPUS = 4096;
    static final int PROBES = 16;
    static final int REASONS = 16;
    static final int GUESTS = 1024;
    static final long TOMBSTONE = 0xffffffffL;

    /** Word offsets in {@code struct kvm_vcpu_counts}. */
    static final int STARTED = 0;

    static final int TID = 1;
    static final int SEQ = 2;
    static final int EXITED_AT = 3;
    static final int LAST = 4;
    static final int EXITS = 5;
    static final int ENTRIES = 6;
    static final int OUTSIDE_NS = 7;
    static final int USERSPACE_EXITS = 8;
    static final int PORT_WRITES = 9;
    static final int PORT_READS = 10;
    static final int MMIO_WRITES = 11;
    static final int MMIO_READS = 12;
    static final int IOEVENTFD_WRITES = 13;
    static final int POLLS = 14;
    static final int POLL_NS = 15;
    static final int WAITS = 16;
    static final int WAIT_NS = 17;
    static final int OTHER_COUNT = 18;
    static final int OTHER_NS = 19;
    static final int ENTERED = 20;
    static final int NUMBER = 21;
    static final int REASON_SLOTS = 24;
    static final int VCPU_WORDS = REASON_SLOTS + 3 * REASONS;

    /** Word offsets in {@code struct kvm_reason}. */
    static final int CODE = 0;

    static final int COUNT = 1;
    static final int NS = 2;
    static final int REASON_WORDS = 3;

    /** In {@link #LAST}: the reason has no slot. */
    static final int OTHER = 16;

    /** Offsets in {@code struct kvm_state}. */
    static final int STATE_PLACES = 0;

    static final int STATE_VCPUS = 8 * VCPUS;
    static final int STATE_GUESTS = STATE_VCPUS + VCPUS * 8 * VCPU_WORDS;
    static final int GUEST_BYTES = 16;
    static final int STATE_ISA = STATE_GUESTS + GUESTS * GUEST_BYTES;
    static final int STATE_INJECTIONS = STATE_ISA + 8;
    static final int STATE_DROPPED = STATE_ISA + 16;
    static final int STATE_REST_EXITS = STATE_ISA + 24;
    static final int STATE_REST_USERSPACE_EXITS = STATE_ISA + 32;
    static final int STATE_REST_PORT_WRITES = STATE_ISA + 40;
    /** The compiler rounds up to whole cache lines. */
    static final int STATE_BYTES = STATE_ISA + 64;

    private KvmLayout() {}

    static long place(int index) {
        return STATE_PLACES + 8L * index;
    }

    static long guest(int index) {
        return STATE_GUESTS + (long) GUEST_BYTES * index;
    }

    /** Offset of a word in a vCPU's record. */
    static long vcpu(int index, int word) {
        return STATE_VCPUS + 8L * ((long) index * VCPU_WORDS + word);
    }
}
