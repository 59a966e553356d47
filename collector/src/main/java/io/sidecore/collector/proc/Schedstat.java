package io.sidecore.collector.proc;

import org.jspecify.annotations.Nullable;

/**
 * {@code /proc/TID/schedstat}: what the scheduler keeps of a thread since it was born. The time on a CPU is brought up
 * to date at each tick and switch, so that of a running thread may be some milliseconds old, and on a CPU without
 * ticks a second.
 *
 * @param runNanos time on a CPU
 * @param runDelayNanos finished waits for a CPU
 * @param slices times that it was given a CPU
 */
public record Schedstat(long runNanos, long runDelayNanos, long slices) {

    /** Reads the text of the file: three numbers. */
    public static Schedstat parse(String text) {
        String[] words = text.strip().split(" ", -1);
        try {
            if (words.length == 3) {
                return new Schedstat(
                        Long.parseUnsignedLong(words[0]),
                        Long.parseUnsignedLong(words[1]),
                        Long.parseUnsignedLong(words[2]));
            }
        } catch (NumberFormatException e) {
            throw malformed(text, e);
        }
        throw malformed(text, null);
    }

    private static IllegalArgumentException malformed(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException("not a schedstat: '" + text + "' (want three numbers)", cause);
    }
}
