package io.sidecore.tuner.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FifoTest {

    private record Taken(int frames, long bornNanos, int credit) {}

    private static List<Taken> take(Fifo fifo, int number) {
        List<Taken> taken = new ArrayList<>();
        fifo.take(number, (frames, born, credit) -> taken.add(new Taken(frames, born, credit)));
        return taken;
    }

    @Test
    void aBatchThatIsCutKeepsTheCreditOfEachFrame() {
        Fifo fifo = new Fifo();
        fifo.add(100, 5, 90, 4);
        assertEquals(List.of(new Taken(3, 90, 4)), take(fifo, 3));
        assertEquals(100, fifo.oldestNanos());
        assertEquals(List.of(new Taken(2, 90, 4)), take(fifo, 2));
        assertTrue(fifo.isEmpty());
    }

    @Test
    void batchesAreTakenInOrder() {
        Fifo fifo = new Fifo();
        fifo.add(1, 2, 10, 1);
        fifo.add(2, 3, 20, 2);
        assertEquals(List.of(new Taken(2, 10, 1), new Taken(1, 20, 2)), take(fifo, 3));
        assertEquals(2, fifo.oldestNanos());
        assertEquals(2, fifo.count());
    }

    @Test
    void whatIsForgottenDoesNotComeBack() {
        Fifo fifo = new Fifo();
        fifo.add(1, 2, 10, 1);
        fifo.clear();
        assertTrue(fifo.isEmpty());
        fifo.add(2, 3, 20, 2);
        assertEquals(List.of(new Taken(3, 20, 2)), take(fifo, 3));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void noFrameAndNoCreditIsLostOrRepeatedAndNoneOvertakes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Fifo fifo = new Fifo();
        Deque<Long> frames = new ArrayDeque<>(); // one for each, by the number of its batch
        long[] credits = new long[2];
        for (int i = 0; i < 2000; i++) {
            if (random.nextInt(5) < 3) {
                int number = 1 + random.nextInt(9);
                int credit = random.nextInt(4);
                fifo.add(i, number, i, credit);
                credits[0] += (long) number * credit;
                for (int n = 0; n < number; n++) {
                    frames.add((long) i);
                }
            } else {
                drain(fifo, random.nextInt(fifo.count() + 1), frames, credits);
            }
            assertEquals(frames.size(), fifo.count(), () -> "seed " + seed);
        }
        drain(fifo, fifo.count(), frames, credits);
        assertEquals(credits[0], credits[1], () -> "seed " + seed);
    }

    private static void drain(Fifo fifo, int number, Deque<Long> frames, long[] credits) {
        for (Taken taken : take(fifo, number)) {
            for (int n = 0; n < taken.frames; n++) {
                assertEquals(taken.bornNanos, frames.removeFirst());
            }
            credits[1] += (long) taken.frames * taken.credit;
        }
    }
}
