package io.sidecore.collector.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.collector.sample.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class VirtqueueTableTest {

    /** Whatever is put into a table comes out of it, of delays of all lengths. */
    @Test
    void itHoldsWhatTheSamplesSay() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<VirtqueueSample> samples = new ArrayList<>();
            for (int i = random.nextInt(20); i > 0; i--) {
                samples.add(sample(random));
            }
            VirtqueueTable table = VirtqueueTable.of(samples);
            assertEquals(samples, table, "seed " + seed);
            assertSame(table, VirtqueueTable.of(table));
            VirtqueueTable.Builder grown = new VirtqueueTable.Builder(0);
            samples.forEach(grown::add);
            assertEquals(samples, grown.build(), "grown, seed " + seed);
        }
    }

    private static VirtqueueSample sample(SplittableRandom random) {
        long[] counters = new long[VirtqueueCounters.COUNT];
        for (int i = 0; i < counters.length; i++) {
            counters[i] = random.nextInt(3) == 0 ? VirtqueueCounters.ABSENT : random.nextLong(1L << 40);
        }
        long[] slots = new long[random.nextInt(65)];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = random.nextInt(3);
        }
        return new VirtqueueSample(
                "vm/tx" + random.nextInt(1000),
                random.nextInt(5),
                VirtqueueCounters.of(counters),
                random.nextBoolean() ? Optional.of(Histogram.of(slots)) : Optional.empty());
    }

    @Test
    void aRowThatWasBegunAndNotAddedLeavesNothing() {
        VirtqueueTable.Builder rows = new VirtqueueTable.Builder(1);
        rows.begin();
        rows.set(VirtqueueCounter.KICKS, 7);
        rows.setDelay(new long[] {1, 2});
        rows.begin();
        rows.set(VirtqueueCounter.CALLS, 8);
        rows.add("vm/tx0", 3);
        assertEquals(
                List.of(new VirtqueueSample(
                        "vm/tx0", 3, VirtqueueCounters.none().with(VirtqueueCounter.CALLS, 8), Optional.empty())),
                rows.build());
    }

    @Test
    void thereAreOnlyTheRowsThatWereAdded() {
        VirtqueueTable.Builder rows = new VirtqueueTable.Builder(5);
        rows.begin();
        rows.add("vm/tx0", 1);
        VirtqueueTable table = rows.build();
        assertEquals(1, table.size());
        assertThrows(IndexOutOfBoundsException.class, () -> table.get(1));
    }
}
