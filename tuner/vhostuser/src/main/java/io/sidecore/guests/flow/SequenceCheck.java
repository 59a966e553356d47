package io.sidecore.guests.flow;

/**
 * Tells which of the numbers 0, 1, 2, ... have not come, came twice, or came after a later one. A number that is passed
 * over counts as lost until it comes, then as reordered. Exact within the last 4096 numbers; what comes later than that
 * counts as repeated, and its loss stands.
 */
public final class SequenceCheck {

    /** Far more than a ring and its backend can hold back. */
    private static final int REMEMBERED = 4096;

    private final long[] seen = new long[REMEMBERED / Long.SIZE];

    /** One more than the highest number that came. */
    private long expected;

    private long arrived;
    private long repeated;
    private long reordered;

    /** Takes note of a number, which came now. */
    public void arrived(long sequence) {
        if (sequence >= expected) {
            advance(sequence);
            arrived++;
        } else if (sequence < expected - REMEMBERED || isSeen(sequence)) {
            repeated++;
        } else {
            mark(sequence);
            arrived++;
            reordered++;
        }
    }

    private void advance(long sequence) {
        for (long passed = Math.max(expected, sequence - REMEMBERED + 1); passed < sequence; passed++) {
            seen[word(passed)] &= ~bit(passed);
        }
        mark(sequence);
        expected = sequence + 1;
    }

    private boolean isSeen(long sequence) {
        return (seen[word(sequence)] & bit(sequence)) != 0;
    }

    private void mark(long sequence) {
        seen[word(sequence)] |= bit(sequence);
    }

    private static int word(long sequence) {
        return (int) (sequence & (REMEMBERED - 1)) >>> 6;
    }

    private static long bit(long sequence) {
        return 1L << (sequence & 63);
    }

    /** Expects number 0 again. */
    public void restart() {
        expected = 0;
        arrived = 0;
        repeated = 0;
        reordered = 0;
    }

    /** One more than the highest number that came; 0 before the first. */
    public long frontier() {
        return expected;
    }

    /** Numbers that came, each counted once. */
    public long arrived() {
        return arrived;
    }

    /** Numbers below the highest that have not come. */
    public long lost() {
        return expected - arrived;
    }

    public long repeated() {
        return repeated;
    }

    public long reordered() {
        return reordered;
    }
}
