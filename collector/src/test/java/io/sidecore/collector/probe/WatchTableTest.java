package io.sidecore.collector.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.bpf.BpfMemory;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WatchTableTest {

    private final BpfMemory memory = BpfMemory.ofOurOwn(SchedLayout.STATE_BYTES);
    private final WatchTable table = new WatchTable(memory);

    /** The search as sched.bpf.c does it. */
    private OptionalInt found(int tid) {
        for (int i = 0; i < SchedLayout.PROBES; i++) {
            long place = memory.get(SchedLayout.place((tid + i) & (SchedLayout.PLACES - 1)));
            if (place == 0) {
                return OptionalInt.empty();
            }
            if ((int) place == tid) {
                return OptionalInt.of((int) (place >>> 32));
            }
        }
        return OptionalInt.empty();
    }

    @Test
    void aWatchedThreadIsFoundWithACleanRecord() {
        memory.putRelease(SchedLayout.thread(0, SchedLayout.RUN_NS), 99);
        assertTrue(table.add(4711, 1000));
        assertEquals(OptionalInt.of(0), found(4711));
        assertEquals(0, memory.get(SchedLayout.thread(0, SchedLayout.RUN_NS)));
        assertEquals(1000, memory.get(SchedLayout.thread(0, SchedLayout.WATCHED_SINCE)));
        assertEquals(4711, memory.get(SchedLayout.thread(0, SchedLayout.TID)));
        assertFalse(table.add(4711, 2000), "it is watched already");
    }

    @Test
    void threadsThatShareAPlaceAreToldApart() {
        int one = 100;
        int two = one + SchedLayout.PLACES;
        int three = two + SchedLayout.PLACES;
        assertTrue(table.add(one, 0) && table.add(two, 0) && table.add(three, 0));
        table.remove(two);
        assertEquals(table.index(one), found(one));
        assertEquals(OptionalInt.empty(), found(two));
        assertEquals(table.index(three), found(three), "found past the tombstone");
        table.remove(three);
        assertEquals(0, memory.get(SchedLayout.place(101)), "no search needs the tombstone any more");
    }

    @Test
    void aThreadWhosePlacesAreAllTakenIsRefused() {
        for (int i = 0; i < SchedLayout.PROBES; i++) {
            assertTrue(table.add(5 + i * SchedLayout.PLACES, 0));
        }
        int further = 5 + SchedLayout.PROBES * SchedLayout.PLACES;
        assertFalse(table.add(further, 0));
        assertEquals(OptionalInt.empty(), table.index(further));
        table.remove(5);
        assertTrue(table.add(further, 0));
        assertEquals(table.index(further), found(further));
    }

    @Test
    void thereAreNoMoreRecordsThanThereAre() {
        for (int tid = 1; tid <= SchedLayout.THREADS; tid++) {
            assertTrue(table.add(tid, 0));
        }
        assertFalse(table.add(SchedLayout.THREADS + 1, 0));
        assertFalse(table.add(0, 0), "the idle thread");
    }

    @Test
    void aRecordIsHandedOutAgainAsLateAsPossible() {
        table.add(1, 0);
        table.remove(1);
        for (int tid = 2; tid <= SchedLayout.THREADS; tid++) {
            table.add(tid, 0);
            assertTrue(table.index(tid).getAsInt() != 0, "tid " + tid);
        }
        table.add(SchedLayout.THREADS + 1, 0);
        assertEquals(OptionalInt.of(0), table.index(SchedLayout.THREADS + 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void afterAnyStoryTheProgramsFindExactlyWhatIsWatched(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Set<Integer> watched = new HashSet<>();
        for (int step = 0; step < 5000; step++) {
            // Few places, many tids each, so that they collide.
            int tid = 1 + random.nextInt(40) + SchedLayout.PLACES * random.nextInt(4);
            if (random.nextBoolean()) {
                if (table.add(tid, 0)) {
                    watched.add(tid);
                }
            } else {
                table.remove(tid);
                watched.remove(tid);
            }
            assertEquals(table.index(tid), found(tid), () -> "seed " + seed);
        }
        assertEquals(watched, table.tids(), () -> "seed " + seed);
        for (int tid : watched) {
            assertEquals(table.index(tid), found(tid), () -> "seed " + seed);
        }
    }
}
