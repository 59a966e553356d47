package io.sidecore.tuner.diagnose;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.HostSampleSource;
import io.sidecore.collector.signal.host.HostObservation;
import io.sidecore.collector.signal.host.HostObservations;
import io.sidecore.collector.signal.host.HostWindows;
import io.sidecore.tuner.trial.TrialClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Samples a host at regular times and makes windows of it. */
public final class Watch {

    private final HostSampleSource source;
    private final TrialClock clock;
    private final Duration interval;

    public Watch(HostSampleSource source, TrialClock clock, Duration interval) {
        this.source = source;
        this.clock = clock;
        this.interval = interval;
    }

    /**
     * Watches for a while, or until {@code stop} says so, or the source ends; what was seen till then counts. A last
     * window that was cut short to less than half is left out.
     *
     * @param progress is told how much of the time is left
     */
    public HostWindows run(Duration length, BooleanSupplier stop, Consumer<Duration> progress) {
        List<HostObservation> windows = new ArrayList<>();
        Optional<HostSample> older = source.next();
        long begin = clock.nanos();
        long windowsWanted = Math.max(1, Math.round((double) length.toNanos() / interval.toNanos()));
        for (int window = 1; window <= windowsWanted && older.isPresent(); window++) {
            boolean stopped = pauseUntil(begin + window * interval.toNanos(), begin + length.toNanos(), stop, progress);
            Optional<HostSample> newer = source.next();
            if (newer.isEmpty()) {
                break;
            }
            long elapsed = newer.get().atNanos() - older.get().atNanos();
            if (elapsed > 0 && (!stopped || elapsed >= interval.toNanos() / 2 || windows.isEmpty())) {
                windows.add(HostObservations.between(older.get(), newer.get()));
            }
            older = newer;
            if (stopped) {
                break;
            }
        }
        return HostWindows.of(windows);
    }

    /** Whether it was stopped meanwhile. */
    private boolean pauseUntil(long wake, long end, BooleanSupplier stop, Consumer<Duration> progress) {
        for (long now = clock.nanos(); now - wake < 0; now = clock.nanos()) {
            if (stop.getAsBoolean()) {
                return true;
            }
            progress.accept(Duration.ofNanos(end - now));
            clock.pause(Duration.ofNanos(Math.min(wake - now, PAUSE_NANOS)));
        }
        return stop.getAsBoolean();
    }

    /** How long Ctrl-C may go unnoticed. */
    private static final long PAUSE_NANOS = 50_000_000;
}
