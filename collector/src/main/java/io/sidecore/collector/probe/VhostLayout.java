package io.sidecore.collector.probe;

/** The twin of {@code vhost.h}: where things are in the memory of the vhost probe, in bytes. */
final class VhostLayout {

    static final int QUEUES = 16384;
    static final int PLACES = 65536;
    static final int PLACE_BITS = 16;
    static final int PROBES = 32;
    static final int SLOTS = 32;
    static final int DEVICE_QUEUES = 256;
    static final long TOMBSTONE = 1;

    /** {@code enum vhost_side}. */
    static final int GUEST = 0;

    static final int BACKEND = 1;
    static final int SIDES = 2;

    /** Offsets in {@code struct vhost_state}. */
    static final int STATE_PLACES = 0;

    static final int PLACE_BYTES = 16;
    static final int PLACE_WORK = 0;
    /** A word: u32 queue, u16 mask, u16 side. */
    static final int PLACE_WHERE = 8;

    static final int STATE_RETURNS = PLACES * PLACE_BYTES;
    static final int RETURNS = 4096;
    static final int STATE_STRANGERS = STATE_RETURNS + 8 * RETURNS;
    /** Three of u32; written as two words. */
    static final int STATE_DEVICES = STATE_STRANGERS + 8;

    static final int STATE_BYTES = STATE_DEVICES + 16;

    /** Word offsets in {@code struct vhost_kicks}; of the pairs, the guest's. */
    static final int KICKS = 0;

    static final int KICKS_SINCE = 2;
    static final int KICKS_SERVED = 4;
    static final int KICKS_WORDS = 8;

    /** Word offsets in {@code struct vhost_runs}. */
    static final int SEQ = 0;

    static final int RUNS = 1;
    static final int RUN_NS = 2;
    static final int HEADS = 3;
    static final int LIMITED = 4;
    static final int BUSY_POLL_NS = 5;
    static final int DELAY_NS = 6;
    static final int MISSED = 7;
    static final int RUNNING_SINCE = 8;
    static final int VQ = 15;
    static final int CLOSED = 16;
    static final int RUNS_WORDS = 24;

    /** Byte offsets in {@code struct vhost_finding}. */
    static final int FOUND_VQ = 0;

    static final int FOUND_WORKS = 8;
    static final int FOUND_OWNER_STARTED = 24;
    static final int FOUND_WORKER_STARTED = 32;
    static final int FOUND_FEATURES = 40;
    static final int FOUND_OWNER = 48;
    static final int FOUND_OWNED = 52;
    static final int FOUND_FD = 56;
    static final int FOUND_KIND = 60;
    static final int FOUND_INDEX = 64;
    static final int FOUND_QUEUES = 68;
    static final int FOUND_RING_SIZE = 72;
    static final int FOUND_BACKEND = 76;
    static final int FOUND_BUSY_POLL = 80;
    static final int FOUND_WORKER = 84;
    static final int FOUND_WORKER_PID = 88;
    static final int FOUND_WORKER_KTHREAD = 92;
    static final int FOUND_KICK_EVENTFD = 96;
    static final int FOUND_CALL_EVENTFD = 100;
    static final int FOUND_HEAD = 104;
    static final int FOUND_BYTES = 112;

    private VhostLayout() {}

    static long place(int number) {
        return STATE_PLACES + (long) PLACE_BYTES * number;
    }

    /** Offset of a word of a virtqueue's record in the map {@code kicks}. */
    static long kicks(int queue, int word) {
        return 8L * ((long) queue * KICKS_WORDS + word);
    }

    /** The same in {@code runs}. */
    static long runs(int queue, int word) {
        return 8L * ((long) queue * RUNS_WORDS + word);
    }

    /** Offset of a virtqueue's record in {@code delays}. */
    static long delays(int queue) {
        return 8L * queue * SLOTS;
    }
}
