package io.sidecore.vhostuser.worker;

/**
 * What a worker owes one guest: time for its queues, by its weight. In each turn a guest gets its part of the time of a
 * turn; what its last burst took beyond that is taken off the next one (deficit round robin, Shreedhar and Varghese
 * 1995, with time in place of bytes). What a guest does not use it does not keep.
 */
final class Share {

    static final int DEFAULT_WEIGHT = 1;
    static final int MAX_WEIGHT = 1000;

    private final String guest;
    private int weight;
    private int queues;
    private long leftNanos;

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
     * A turn begins.
     *
     * @param turnNanos what a guest of the largest weight gets
     * @param largestWeight of all guests of the worker
     */
    void refill(long turnNanos, int largestWeight) {
        leftNanos = Math.min(leftNanos, 0) + Math.max(1, turnNanos * weight / largestWeight);
    }

    void spend(long nanos) {
        leftNanos -= nanos;
    }

    boolean isSpent() {
        return leftNanos <= 0;
    }
}
