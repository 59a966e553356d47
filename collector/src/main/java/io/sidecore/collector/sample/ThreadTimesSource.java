package io.sidecore.collector.sample;

import java.util.Optional;
import java.util.Set;

/** Who knows what the scheduler did to chosen threads: the sched probe, or /proc. Used by one thread at a time. */
public interface ThreadTimesSource extends AutoCloseable {

    /**
     * Watches exactly these threads from now on. The counters of a thread that was watched before go on; those of the
     * others begin anew.
     */
    void watch(Set<Integer> tids);

    /**
     * Reads what is known of a thread.
     *
     * @param atNanos monotonic time of the sample: a slice or a wait that still lasts counts up to then
     * @return absent if the thread is not watched, or cannot be because it has ended
     */
    Optional<ThreadTimes> read(int tid, long atNanos);

    ThreadTimes.Source source();

    @Override
    void close();
}
