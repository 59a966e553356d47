package io.sidecore.collector.probe;

import static io.sidecore.collector.probe.SchedLayout.PLACES;
import static io.sidecore.collector.probe.SchedLayout.PROBES;
import static io.sidecore.collector.probe.SchedLayout.THREADS;
import static io.sidecore.collector.probe.SchedLayout.TOMBSTONE;

import io.sidecore.collector.bpf.BpfMemory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which threads the sched probe counts, and where: the user's half of {@code struct sched_state}. The programs search a
 * tid from its own place on until they find it, or a free place, or have passed PROBES places.
 *
 * <p>A record is handed out again as late as possible, so that a program which found it just before the thread was
 * dropped has long ended.
 */
final class WatchTable {

    private final BpfMemory memory;
    private final Map<Integer, Integer> indexOf = new HashMap<>();
    private final Deque<Integer> free = new ArrayDeque<>();

    WatchTable(BpfMemory memory) {
        this.memory = memory;
        for (int index = 0; index < THREADS; index++) {
            free.add(index);
        }
    }

    Set<Integer> tids() {
        return indexOf.keySet();
    }

    /** The record of a thread; absent if it is not watched. */
    OptionalInt index(int tid) {
        Integer index = indexOf.get(tid);
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /** Clears a record and has the programs count the thread there. False if there is no room. */
    boolean add(int tid, long nowNanos) {
        if (tid <= 0 || free.isEmpty() || indexOf.containsKey(tid)) {
            return false;
        }
        for (int i = 0; i < PROBES; i++) {
            long place = SchedLayout.place((tid + i) & (PLACES - 1));
            long found = memory.get(place);
            if (found == 0 || found == TOMBSTONE) {
                int index = free.remove();
                memory.clear(SchedLayout.thread(index, 0), 8L * SchedLayout.THREAD_WORDS);
                memory.putRelease(SchedLayout.thread(index, SchedLayout.TID), tid);
                memory.putRelease(SchedLayout.thread(index, SchedLayout.WATCHED_SINCE), nowNanos);
                memory.putRelease(place, tid | (long) index << 32);
                indexOf.put(tid, index);
                return true;
            }
        }
        return false;
    }

    void remove(int tid) {
        Integer index = indexOf.remove(tid);
        if (index == null) {
            return;
        }
        free.add(index);
        for (int i = 0; i < PROBES; i++) {
            int number = (tid + i) & (PLACES - 1);
            if ((int) memory.get(SchedLayout.place(number)) == tid) {
                vacate(number);
                return;
            }
        }
    }

    /** Frees a place, and the tombstones before it that no search needs to pass any more. */
    private void vacate(int number) {
        boolean searchesEndAfter = memory.get(SchedLayout.place((number + 1) & (PLACES - 1))) == 0;
        if (!searchesEndAfter) {
            memory.putRelease(SchedLayout.place(number), TOMBSTONE);
            return;
        }
        memory.putRelease(SchedLayout.place(number), 0);
        int before = (number - 1) & (PLACES - 1);
        while (memory.get(SchedLayout.place(before)) == TOMBSTONE) {
            memory.putRelease(SchedLayout.place(before), 0);
            before = (before - 1) & (PLACES - 1);
        }
    }
}
