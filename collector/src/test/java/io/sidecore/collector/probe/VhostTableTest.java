package io.sidecore.collector.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.bpf.BpfMemory;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VhostTableTest {

    private static final long KERNEL = 0xffff888100000000L;

    private final BpfMemory memory = BpfMemory.ofOurOwn(VhostLayout.STATE_BYTES);
    private final VhostTable table = new VhostTable(memory);

    /** The search as vhost.bpf.c does it. */
    private OptionalInt found(long work) {
        int own = VhostTable.ownPlace(work);
        for (int i = 0; i < VhostLayout.PROBES; i++) {
            long place = VhostLayout.place((own + i) & (VhostLayout.PLACES - 1));
            long there = memory.get(place + VhostLayout.PLACE_WORK);
            if (there == work) {
                return OptionalInt.of((int) memory.get(place + VhostLayout.PLACE_WHERE));
            }
            if (there == 0) {
                return OptionalInt.empty();
            }
        }
        return OptionalInt.empty();
    }

    /** The {@code number}th address that has its place where {@code work} has it. */
    private static long atTheSamePlace(long work, int number) {
        return work + ((long) number << 32);
    }

    @Test
    void whereAWorkIsCountedIsWrittenAsTheProgramsReadIt() {
        assertTrue(table.add(KERNEL, 9999, 4, 1));
        long place = VhostLayout.place(VhostTable.ownPlace(KERNEL));
        assertEquals(KERNEL, memory.get(place + VhostLayout.PLACE_WORK));
        assertEquals(9999 | 4L << 32 | 1L << 48, memory.get(place + VhostLayout.PLACE_WHERE));
    }

    @Test
    void worksThatShareAPlaceAreToldApart() {
        for (int i = 0; i < 3; i++) {
            assertTrue(table.add(atTheSamePlace(KERNEL, i), i, 1, 0));
        }
        table.remove(atTheSamePlace(KERNEL, 1));
        assertEquals(OptionalInt.of(0), found(KERNEL));
        assertEquals(OptionalInt.empty(), found(atTheSamePlace(KERNEL, 1)));
        assertEquals(OptionalInt.of(2), found(atTheSamePlace(KERNEL, 2)), "found past the tombstone");
        table.remove(atTheSamePlace(KERNEL, 2));
        int next = (VhostTable.ownPlace(KERNEL) + 1) & (VhostLayout.PLACES - 1);
        assertEquals(0, memory.get(VhostLayout.place(next)), "no search needs the tombstone any more");
    }

    @Test
    void aWorkTooFarFromItsPlaceIsRefused() {
        for (int i = 0; i < VhostLayout.PROBES; i++) {
            assertTrue(table.add(atTheSamePlace(KERNEL, i), i, 1, 0));
        }
        assertFalse(table.add(atTheSamePlace(KERNEL, VhostLayout.PROBES), 99, 1, 0));
        table.remove(atTheSamePlace(KERNEL, 5));
        assertTrue(table.add(atTheSamePlace(KERNEL, VhostLayout.PROBES), 99, 1, 0), "there is room again");
        assertEquals(OptionalInt.of(99), found(atTheSamePlace(KERNEL, VhostLayout.PROBES)));
    }

    /** Two works for each of 10 000 queues, the structures of a device at some page each; a tenth comes and goes. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void twentyThousandWorksFindRoom(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Long, Integer> added = new HashMap<>();
        while (added.size() < 20_000) {
            long device = KERNEL + 0x1000 * random.nextLong(1 << 26);
            for (long work : new long[] {device + 0x128, device + 0x4960, device + 0x9200, device + 0x9250}) {
                if (!added.containsKey(work)) {
                    assertTrue(table.add(work, added.size(), 1, 0), "seed " + seed + ", " + added.size() + " added");
                    added.put(work, added.size());
                }
            }
        }
        added.keySet().stream().filter(work -> work % 0x7000 == 0x128).forEach(table::remove);
        added.keySet().removeIf(work -> work % 0x7000 == 0x128);
        added.forEach((work, queue) -> assertEquals(OptionalInt.of(queue), found(work), "seed " + seed));
    }
}
