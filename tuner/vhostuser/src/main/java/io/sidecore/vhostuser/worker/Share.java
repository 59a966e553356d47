package io.sidecore.vhostuser.worker;

/**
 * What a worker owes one guest: time for its queues, by its weight. In each round a guest gets its part of the time of a
 * turn; what its last burst took beyond that is taken off the next one (deficit round robin, Shreedhar and Varghese
 * 1995, with time in place of bytes). A round is over when no guest has both time and work left. What a guest does not
 * use it does not keep.
 */
final class Share {

    static final int DEFAULT_WEIGHT = 1;
    static final int MAX_WEIGHT = 1000;

    private final String guest;
    private int weight;
    private int queues;
    private long leftNanos;
    private boolean backlogged;

    Share(String guest, int weight) {
        this.guest = guest;
        this.weight = weight;
    }

    String guest() {
        return guest;
    }

    int weight() {
        return weight;
    }

    void setWeight(int newWeight) {
        weight = newWeight;
    }

    /** Counts a queue in, or out with -1; returns how many there are. */
    int count(int more) {
        queues += more;
        return queues;
    }

    /**
     * A round begins.
     *
     * @param turnNanos what a guest of the largest weight gets
     * @param largestWeight of all guests of the worker
     */
    void refill(long turnNanos, int largestWeight) {
        leftNanos = Math.min(leftNanos, 0) + Math.max(1, turnNanos * weight / largestWeight);
        backlogged = false;
    }

    /** A visit took so long; and had to leave work behind, or had not. */
    void spend(long nanos, boolean leavesWork) {
        leftNanos -= nanos;
        backlogged = leavesWork;
    }

    /** A visit found nothing to do: what was left behind is gone, or cannot be done at the moment. */
    void idle() {
        backlogged = false;
    }

    /** Whether the round goes on for its sake. */
    boolean isUnfinished() {
        return backlogged && leftNanos > 0;
    }

    /** Whether it has no time left once a visit has taken so long. */
    boolean isSpentAfter(long nanos) {
        return leftNanos <= nanos;
    }

    boolean isSpent() {
        return leftNanos <= 0;
    }
}
