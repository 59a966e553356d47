package io.sidecore.collector.signal.host;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.ThreadSample;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The threads of two samples, by number. */
final class Threads {

    private final Map<Integer, ThreadSample> older = new HashMap<>();
    private final Map<Integer, ThreadSample> newer = new HashMap<>();
    private final long elapsedNanos;

    Threads(HostSample older, HostSample newer, long elapsedNanos) {
        older.threads().forEach(thread -> this.older.putIfAbsent(thread.tid(), thread));
        newer.threads().forEach(thread -> this.newer.putIfAbsent(thread.tid(), thread));
        this.elapsedNanos = elapsedNanos;
    }

    long elapsedNanos() {
        return elapsedNanos;
    }

    /** What the scheduler did to the thread; absent if it was not asked at both times about this very thread. */
    Optional<ThreadObservation> thread(int tid, long startedTicks) {
        ThreadSample was = older.get(tid);
        ThreadSample is = newer.get(tid);
        return was == null || is == null || is.startedTicks() != startedTicks
                ? Optional.empty()
                : ThreadWindow.between(was, is, elapsedNanos);
    }
}
