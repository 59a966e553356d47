package io.sidecore.vhostuser.worker;

/**
 * Which queues a worker polls that sleeps when idle, as ELVIS decides it: one that had work often enough in a jiffy is
 * polled, and asked for no kicks, until it has had none for a while. While it polls some, it looks at others only when
 * they kick. By the worker's own thread only.
 */
final class Polling {

    /** A jiffy, over which the rate of a queue is measured; longer if the rate is lower than that can tell. */
    private static final long WINDOW_NANOS = 4_000_000;

    /** How often a worker that polls looks for kicks of other queues. */
    private static final long LOOK_EVERY_NANOS = 20_000;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private long startRate;
    private long windowNanos = WINDOW_NANOS;
    private long stopIdleNanos;
    private int polled;
    private long lookedNanos;

    /** Begins anew, with no queue polled. */
    void set(Settings settings, Virtqueue[] queues) {
        startRate = settings.get(Setting.POLL_START_RATE);
        windowNanos = startRate == 0 ? WINDOW_NANOS : Math.max(WINDOW_NANOS, 2 * NANOS_PER_SECOND / startRate);
        stopIdleNanos = settings.millisAsNanos(Setting.POLL_STOP_IDLE_MS);
        polled = 0;
        for (Virtqueue queue : queues) {
            queue.attention().reset();
        }
    }

    /** Whether any queue is polled, so that the worker must not sleep. */
    boolean isOn() {
        return polled > 0;
    }

    /** Whether a queue need not be looked at in this turn. */
    boolean skips(Virtqueue queue) {
        return polled > 0 && !queue.attention().isWanted();
    }

    /** Whether it is time to look for kicks of those that are not polled. */
    boolean isTimeToLook(long nowNanos) {
        boolean due = polled > 0 && nowNanos - lookedNanos > LOOK_EVERY_NANOS;
        if (due) {
            lookedNanos = nowNanos;
        }
        return due;
    }

    /** A queue was visited; may touch its guest's memory. */
    void visited(Virtqueue queue, boolean hadWork, long nowNanos) {
        if (startRate == 0) {
            return;
        }
        Attention attention = queue.attention();
        if (hadWork) {
            attention.work(nowNanos);
        }
        if (attention.polled) {
            if (nowNanos - attention.lastWorkNanos > stopIdleNanos) {
                attention.polled = false;
                polled--;
                askForKick(queue);
            }
        } else if (attention.isBusy(startRate, windowNanos, nowNanos)) {
            attention.polled = true;
            polled++;
            queue.kicksOff();
        } else if (polled > 0 && !hadWork) {
            askForKick(queue);
        }
    }

    private static void askForKick(Virtqueue queue) {
        queue.kicksOn();
        queue.attention().kicked = queue.hasWork(); // it may have come just now, with no kick
    }

    /** A queue leaves. */
    void removed(Virtqueue queue) {
        if (queue.attention().polled) {
            polled--;
        }
        queue.attention().reset();
    }

    /** What is known of a queue's need to be looked at. */
    static final class Attention {

        private boolean polled;

        /** Initially so, since what came before is not known. */
        private boolean kicked = true;

        private long windowStartNanos;
        private int works;
        private long lastWorkNanos;

        private void reset() {
            polled = false;
            kicked = true;
            works = 0;
            windowStartNanos = 0;
        }

        void kick() {
            kicked = true;
        }

        boolean isPolled() {
            return polled;
        }

        private boolean isWanted() {
            return polled || kicked;
        }

        private void work(long nowNanos) {
            works++;
            lastWorkNanos = nowNanos;
        }

        private boolean isBusy(long rate, long windowNanos, long nowNanos) {
            long window = nowNanos - windowStartNanos;
            if (window < windowNanos) {
                return false;
            }
            boolean busy = works > 0 && window < 2 * windowNanos && works * NANOS_PER_SECOND >= rate * window;
            works = 0;
            windowStartNanos = nowNanos;
            return busy;
        }
    }
}
