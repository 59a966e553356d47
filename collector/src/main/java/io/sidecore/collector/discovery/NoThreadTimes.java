package io.sidecore.collector.discovery;

import io.sidecore.collector.sample.ThreadTimes;
import io.sidecore.collector.sample.ThreadTimesSource;
import java.util.Optional;
import java.util.Set;

/** For who wants a backend's own counters only: the threads of a whole host are watched elsewhere. */
final class NoThreadTimes implements ThreadTimesSource {

    @Override
    public void watch(Set<Integer> tids) {
        // none is wanted
    }

    @Override
    public Optional<ThreadTimes> read(int tid, long atNanos) {
        return Optional.empty();
    }

    @Override
    public ThreadTimes.Source source() {
        return ThreadTimes.Source.SCHEDSTAT;
    }

    @Override
    public void close() {
        // nothing is open
    }
}
