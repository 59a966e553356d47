package io.sidecore.tuner.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventHeapTest {

    private record Planned(long nanos, long event) {}

    @Test
    void theEarliestComesFirst() {
        EventHeap heap = new EventHeap();
        heap.add(30, 3);
        heap.add(10, 1);
        heap.add(20, 2);
        assertEquals(List.of(new Planned(10, 1), new Planned(20, 2), new Planned(30, 3)), drain(heap));
        assertEquals(3, heap.added());
    }

    @Test
    void theLastMomentCanBeTold() {
        EventHeap heap = new EventHeap();
        heap.add(EventHeap.MAX_NANOS, 7);
        heap.add(0, -1);
        assertEquals(List.of(new Planned(0, -1), new Planned(EventHeap.MAX_NANOS, 7)), drain(heap));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void eventsComeByTimeAndThoseOfOneMomentInTheOrderInWhichTheyWereAdded(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        EventHeap heap = new EventHeap();
        List<Planned> expected = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            Planned planned = new Planned(random.nextLong(200), i);
            expected.add(planned);
            heap.add(planned.nanos, planned.event);
        }
        expected.sort(Comparator.comparingLong(Planned::nanos)); // stable
        assertEquals(expected, drain(heap));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void whatIsAddedMeanwhileIsInOrderToo(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        EventHeap heap = new EventHeap();
        long now = 0;
        long taken = 0;
        heap.add(0, 0);
        for (int i = 1; i < 5000; i++) {
            heap.add(now + random.nextLong(50), i);
            if (random.nextBoolean() && !heap.isEmpty()) {
                assertTrue(heap.nextNanos() >= now, () -> "seed " + seed);
                now = heap.nextNanos();
                heap.remove();
                taken++;
            }
        }
        assertEquals(5000 - taken, drain(heap).size());
    }

    private static List<Planned> drain(EventHeap heap) {
        List<Planned> all = new ArrayList<>();
        while (!heap.isEmpty()) {
            all.add(new Planned(heap.nextNanos(), heap.next()));
            heap.remove();
        }
        return all;
    }
}
