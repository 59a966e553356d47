package io.sidecore.tuner.simulator;

/**
 * One way of a link, with the queue before it: frames leave in order, as fast as the line takes them. A batch gives its
 * places up when its last frame has left, as NICs tell of many at once.
 */
final class Line {

    private final double nanosPerByte;
    private final int places;

    /** What has not left; of each batch, the moment is when it will have. */
    private final Fifo queued = new Fifo();

    private long freeNanos;

    // Counters.

    long frames;
    long bytes;
    long drops;

    /**
     * An idle line.
     *
     * @param gigabits per second
     * @param places frames that its queue has room for
     */
    Line(double gigabits, int places) {
        this.nanosPerByte = 8 / gigabits;
        this.places = places;
    }

    /** How many of these frames the queue has room for now; the last ones, for which it has none, are dropped. */
    int admit(long nowNanos, int number) {
        forgetWhatLeft(nowNanos);
        int admitted = Math.max(0, Math.min(number, places - queued.count()));
        drops += number - admitted;
        return admitted;
    }

    /** Queues frames, room or not, and returns when the last bit of them will have left. */
    long add(long nowNanos, int number, int frameBytes) {
        forgetWhatLeft(nowNanos);
        long all = (long) number * frameBytes;
        freeNanos = Math.max(nowNanos, freeNanos) + Math.round(all * nanosPerByte);
        queued.add(freeNanos, number, 0, 0);
        frames += number;
        bytes += all;
        return freeNanos;
    }

    private void forgetWhatLeft(long nowNanos) {
        if (freeNanos <= nowNanos) { // as it is most of the time on a link that is not full
            queued.clear();
            return;
        }
        while (!queued.isEmpty() && queued.oldestNanos() <= nowNanos) {
            queued.removeOldest();
        }
    }
}
