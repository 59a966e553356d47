package io.sidecore.collector.qmp;

import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What QEMU says of its threads.
 *
 * @param vcpus thread ids by the number of the virtual CPU
 * @param ioThreads its IOThreads
 */
public record QmpAnswer(SortedMap<Integer, Integer> vcpus, List<IoThread> ioThreads) {

    /**
     * One IOThread.
     *
     * @param id as given to {@code -object iothread}
     * @param tid its thread
     * @param pollMaxNanos how long it polls at most before it sleeps; 0: not; absent if not known
     */
    public record IoThread(String id, int tid, OptionalLong pollMaxNanos) {}

    public QmpAnswer {
        vcpus = Collections.unmodifiableSortedMap(new TreeMap<>(vcpus));
        ioThreads = List.copyOf(ioThreads);
    }

    /** All threads that it names. */
    public IntStream tids() {
        return IntStream.concat(
                vcpus.values().stream().mapToInt(Integer::intValue),
                ioThreads.stream().mapToInt(IoThread::tid));
    }
}
