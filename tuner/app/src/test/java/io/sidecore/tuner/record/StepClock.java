package io.sidecore.tuner.record;

import io.sidecore.tuner.trial.TrialClock;
import java.time.Duration;
import java.time.Instant;

/** Time that passes only while somebody waits for it, or a test lets it. */
public final class StepClock implements TrialClock {

    private long nanos = 1_000_000_000_000L;

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Instant now() {
        return Instant.parse("2026-11-23T02:00:00.123Z");
    }

    @Override
    public void pause(Duration duration) {
        nanos += duration.toNanos();
    }
}
