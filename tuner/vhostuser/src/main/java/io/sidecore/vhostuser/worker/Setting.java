package io.sidecore.vhostuser.worker;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A number that says how workers share themselves out among their virtqueues; changed while they run. Names and defaults
 * follow vhost and the ELVIS kernel where these have the same.
 */
public enum Setting {
    /** Frames that a visit of a queue handles at most, in whole bursts, before others have their turn (vhost's weight). */
    PACKET_WEIGHT(256, 1, 1 << 20),
    /** Bytes that a visit handles at most, likewise. */
    BYTE_WEIGHT(0x80000, 1, 1 << 30),
    /**
     * Visits with work a second from which on a worker that sleeps when idle polls a queue, instead of asking for kicks;
     * 0 for never. ELVIS has 1 in each jiffy.
     */
    POLL_START_RATE(0, 0, 1_000_000_000),
    /** After how long without work it asks for kicks again, in milliseconds. */
    POLL_STOP_IDLE_MS(3000, 1, 3_600_000),
    /** How long a queue that was just served is left alone, in microseconds, so that more comes together; 0 for not. */
    COALESCE_US(0, 0, 1_000_000),
    /**
     * After how long a queue with work that has not been looked at counts as stuck, in microseconds: the one being served
     * then makes way for it; 0 for never.
     */
    STUCK_AFTER_US(0, 0, 10_000_000),
    /** A queue with more work than this is busy and never counts as stuck, in frames; 0 for no such limit. */
    STUCK_SIZE(0, 0, 1 << 20),
    /** How long the guest with the largest weight is served in one turn, in microseconds, while others wait. */
    TURN_US(25, 1, 100_000),
    /** Guests that a worker gets at most as they come, if workers are shared (the limit of the shared-vhost RFC). */
    GUESTS_PER_WORKER(7, 1, 1024),
    /** Whether guests of different cgroups have different workers, if workers are shared: 0 or 1. */
    CGROUP_MATCH(1, 0, 1),
    /** Whether a guest is served on the NUMA node of its memory, where there is a worker: 0 or 1. */
    NUMA(1, 0, 1),
    /** How often it is looked which CPUs a guest's threads run on, if there is a worker for each CPU, in milliseconds. */
    FOLLOW_MS(100, 10, 60_000),
    /** After how long without a sign of life a worker that is not asleep counts as stalled, in milliseconds; 0 for never. */
    STALL_MS(1000, 0, 600_000);

    private final long initial;
    private final long min;
    private final long max;

    Setting(long initial, long min, long max) {
        this.initial = initial;
        this.min = min;
        this.max = max;
    }

    /** As in a command: {@code packet-weight}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public long initial() {
        return initial;
    }

    /**
     * Passes a value on.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    long require(long value) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(text() + " must be in [" + min + "," + max + "]: " + value);
        }
        return value;
    }

    /** The setting of that name. */
    public static Setting parse(String text) {
        return Arrays.stream(values())
                .filter(setting -> setting.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such setting: '" + text + "' (there are "
                        + Arrays.stream(values()).map(Setting::text).collect(Collectors.joining(", ")) + ")"));
    }
}
