package io.sidecore.tuner.trial;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** The time, as a trial sees it. Tests move their own. */
public interface TrialClock {

    /** The real one. */
    TrialClock SYSTEM = new TrialClock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public void pause(Duration duration) {
            LockSupport.parkNanos(duration.toNanos());
        }
    };

    /** Monotonic, from some fixed moment. */
    long nanos();

    /** The date and time of day. */
    Instant now();

    /** Lets about so much time pass; may return early. */
    void pause(Duration duration);
}
