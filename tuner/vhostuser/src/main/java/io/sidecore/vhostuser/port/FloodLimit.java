package io.sidecore.vhostuser.port;

/** A bucket of tokens: one for each frame to many, refilled at a rate, a tenth of a second's worth at most. */
final class FloodLimit {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int BURSTS_PER_SECOND = 10;

    private final long nanosPerFrame;
    private final long roomNanos;

    /** The bucket's content, as the time that it took to fill. */
    private long savedNanos;

    private long lastNanos;

    /** @param framesPerSecond 0 for no limit */
    FloodLimit(int framesPerSecond) {
        nanosPerFrame = framesPerSecond == 0 ? 0 : NANOS_PER_SECOND / framesPerSecond;
        roomNanos = Math.max(nanosPerFrame, NANOS_PER_SECOND / BURSTS_PER_SECOND);
        savedNanos = roomNanos;
        lastNanos = Long.MIN_VALUE;
    }

    /** Whether another frame may go; it then counts as gone. */
    boolean allows(long nowNanos) {
        if (nanosPerFrame == 0) {
            return true;
        }
        long passed = lastNanos == Long.MIN_VALUE ? 0 : nowNanos - lastNanos;
        lastNanos = nowNanos;
        savedNanos = Math.min(roomNanos, savedNanos + passed);
        if (savedNanos < nanosPerFrame) {
            return false;
        }
        savedNanos -= nanosPerFrame;
        return true;
    }
}
