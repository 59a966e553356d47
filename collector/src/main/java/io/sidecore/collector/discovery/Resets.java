package io.sidecore.collector.discovery;

import io.sidecore.collector.proc.ThreadStat;
import java.util.HashMap;
import java.util.Map;

/** Notices that somebody has cleared a thread's counters: they are less than they were. */
final class Resets {

    private record Born(int tid, long startedTicks) {}

    private record Last(int resets, long busy, long idle) {}

    private final Map<Born, Last> last = new HashMap<>();

    /** A number that is another one for another thread, and after each time that counters went back. */
    long generation(ThreadStat stat, long busy, long idle) {
        Born thread = new Born(stat.tid(), stat.startedTicks());
        Last before = last.getOrDefault(thread, new Last(0, 0, 0));
        boolean wentBack = busy < before.busy || idle < before.idle;
        Last now = new Last(before.resets + (wentBack ? 1 : 0), busy, idle);
        last.put(thread, now);
        return (stat.startedTicks() << 16) + now.resets;
    }
}
