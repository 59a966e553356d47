package io.sidecore.vhostuser.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.vhostuser.rig.Faulting;
import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.sys.RawMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StagingTest {

    private static final int UNIT_BYTES = 64;
    private static final int HEADER_BYTES = 16;
    private static final int ROOM_BYTES = 1024 * 1024;

    private final Staging staging = Staging.inMemory();
    private final long source = RawMemory.allocate(Staging.MAX_FRAME_BYTES);
    private final Frame frame = new Frame();
    private final Segments scratch = new Segments();
    private final Frame taken = new Frame();

    @AfterEach
    void free() {
        staging.close();
        RawMemory.free(source);
    }

    /** A frame that can be told from others by its number and its length. */
    private boolean offer(long number, int bytes) {
        RawMemory.putLong(source, number);
        frame.setWhole(source, bytes);
        frame.setOffload(number << 8, (int) number & 0xffff);
        return staging.offer(frame, scratch);
    }

    private static void take(Staging staging) {
        staging.advance();
        staging.take();
    }

    private void assertNext(long number, int bytes) {
        assertTrue(staging.peek(taken));
        assertEquals(number, RawMemory.getLong(taken.address()));
        assertEquals(bytes, taken.bytes());
        assertEquals(number << 8, taken.offload());
        assertEquals(number & 0xffff, taken.checksumOffset());
        take(staging);
    }

    @Test
    void givesFramesInTheOrderInWhichTheyCame() {
        assertTrue(staging.isEmpty());
        assertFalse(staging.peek(taken));
        offer(1, 60);
        offer(2, 64);
        offer(3, 1500);
        assertEquals(3, staging.count());
        assertNext(1, 60);
        assertNext(2, 64);
        assertFalse(staging.isEmpty());
        assertNext(3, 1500);
        assertTrue(staging.isEmpty());
    }

    @Test
    void peekingTwiceShowsTheSameFrame() {
        offer(7, 60);
        assertTrue(staging.peek(taken));
        long entry = staging.entry();
        assertNext(7, 60);
        assertEquals(entry + 1, staging.entry());
    }

    /** A backend that is killed before the guest has the frames that it read must find them again. */
    @Test
    void framesThatWereReadStayUntilTheyAreTaken() {
        offer(1, 60);
        offer(2, 60);
        assertTrue(staging.peek(taken));
        staging.advance();
        assertEquals(2, staging.count());
        staging.rewind();
        assertNext(1, 60);
        assertEquals(1, staging.count());
        assertNext(2, 60);
    }

    @Test
    void holdsAsManyFramesAsItHasEntriesAndCountsTheRestAsDropped() {
        for (int i = 0; i < Staging.ENTRIES; i++) {
            assertTrue(offer(i, 60));
        }
        assertFalse(offer(5000, 60));
        assertFalse(offer(5001, 60));
        assertEquals(2, staging.takeDropped());
        assertEquals(0, staging.takeDropped());
        assertNext(0, 60);
        assertTrue(offer(5002, 60));
    }

    @Test
    void holdsAsManyFramesAsItHasBytes() {
        int bytes = ROOM_BYTES / 16 - HEADER_BYTES;
        for (int i = 0; i < 16; i++) {
            assertTrue(offer(i, bytes));
        }
        assertFalse(offer(99, 60));
        assertNext(0, bytes);
        assertTrue(offer(100, bytes));
        assertFalse(offer(101, 60));
    }

    @Test
    void holdsTheLargestFrame() {
        assertTrue(offer(1, Staging.MAX_FRAME_BYTES));
        assertNext(1, Staging.MAX_FRAME_BYTES);
    }

    /** The rest of the room at the wrap is lost, and free again when the frame that begins the next lap is taken. */
    @Test
    void framesDoNotGoOverTheWrap() {
        int units = ROOM_BYTES / UNIT_BYTES;
        int one = UNIT_BYTES - HEADER_BYTES;
        for (int i = 0; i < units - 3; i++) {
            assertTrue(offer(i, one));
            assertNext(i, one);
        }
        assertTrue(offer(1, 4 * UNIT_BYTES - HEADER_BYTES));
        assertNext(1, 4 * UNIT_BYTES - HEADER_BYTES);
        int sixteenth = ROOM_BYTES / 16 - HEADER_BYTES;
        for (int i = 0; i < 15; i++) {
            assertTrue(offer(i, sixteenth));
        }
        assertEquals(15, staging.count());
        for (int i = 0; i < 15; i++) {
            assertNext(i, sixteenth);
        }
    }

    /** What a killed backend had taken is there for the next; of an entry that it did not finish there is nothing. */
    @Test
    void goesOnWithTheFileThatAKilledBackendLeft(@TempDir Path directory) {
        Path file = directory.resolve("vm1-0");
        try (Staging killed = Staging.in(file)) {
            RawMemory.putLong(source, 1);
            frame.setWhole(source, 60);
            assertTrue(killed.offer(frame, scratch));
            RawMemory.putLong(source, 2);
            assertTrue(killed.offer(frame, scratch));
            killed.unfinish(1);
            RawMemory.putLong(source, 3);
            assertTrue(killed.offer(frame, scratch));
        }
        try (Staging next = Staging.in(file)) {
            List<Long> numbers = new ArrayList<>();
            while (next.peek(taken)) {
                numbers.add(RawMemory.getLong(taken.address()));
                take(next);
            }
            assertEquals(List.of(1L, 3L), numbers);
            assertTrue(next.isEmpty());
        }
    }

    @Test
    void aFileOfGarbageIsBegunAnew(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("vm1-0");
        Staging.in(file).close();
        byte[] content = Files.readAllBytes(file);
        Arrays.fill(content, 128, 136, (byte) 0x77); // a position that cannot be
        Files.write(file, content);
        try (Staging next = Staging.in(file)) {
            assertTrue(next.isEmpty());
            assertEquals(0, next.dropped());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void behavesLikeAQueue(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Queue<long[]> model = new ArrayDeque<>();
        for (int i = 0; i < 50_000; i++) {
            if (random.nextInt(100) < 55) {
                int bytes = random.nextInt(14, random.nextBoolean() ? 100 : Staging.MAX_FRAME_BYTES);
                if (offer(i, bytes)) {
                    model.add(new long[] {i, bytes});
                }
            } else if (!model.isEmpty()) {
                long[] want = model.remove();
                assertNext(want[0], (int) want[1]);
            }
            assertEquals(model.size(), staging.count());
        }
    }

    /** A sender whose memory is gone: its frame is left out, and those behind it are not held up. */
    @Test
    void leavesOutAFrameWhoseMemoryFaults() {
        try (Faulting memory = new Faulting(4096)) {
            offer(1, 60);
            Frame bad = new Frame();
            bad.setWhole(memory.address(), 60);
            memory.truncate();
            assertTrue(memory.touch(() -> staging.offer(bad, scratch)));
            offer(2, 60);
            List<Long> numbers = new ArrayList<>();
            while (staging.peek(taken)) {
                numbers.add(RawMemory.getLong(taken.address()));
                take(staging);
            }
            // If the fault surfaced late the bad frame is there, as garbage: perhaps even what was copied before it.
            assertEquals(1, numbers.get(0));
            assertEquals(2, numbers.get(numbers.size() - 1));
            assertEquals(1, numbers.stream().filter(number -> number == 2).count());
            assertTrue(staging.isEmpty());
        }
    }

    /** Each producer's frames come out once each and in their order, whatever the others do; drops are counted. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void severalProducersLoseNothing(long seed) throws ExecutionException, InterruptedException {
        int producers = 3;
        int frames = 20_000;
        List<CompletableFuture<Long>> running = new ArrayList<>();
        for (int i = 0; i < producers; i++) {
            int producer = i;
            running.add(CompletableFuture.supplyAsync(() -> produce(producer, frames, seed)));
        }
        long[] last = {-1, -1, -1};
        long taken = consume(last, running);
        long dropped = 0;
        for (CompletableFuture<Long> producer : running) {
            dropped += producer.get();
        }
        assertEquals((long) producers * frames - dropped, taken, () -> "seed " + seed);
        assertEquals(dropped, staging.takeDropped());
        assertTrue(staging.isEmpty());
    }

    /** Returns how many were dropped. */
    private long produce(int producer, int frames, long seed) {
        SplittableRandom random = new SplittableRandom(seed * 31 + producer);
        long at = RawMemory.allocate(2000);
        Frame mine = new Frame();
        Segments pieces = new Segments();
        long dropped = 0;
        try {
            for (int i = 0; i < frames; i++) {
                int bytes = random.nextInt(60, 1500);
                RawMemory.putLong(at, ((long) producer << 32) | i);
                RawMemory.putLong(at + bytes - 8, ~i);
                mine.setWhole(at, bytes);
                dropped += staging.offer(mine, pieces) ? 0 : 1;
                if (i % 64 == 0) {
                    Thread.onSpinWait();
                }
            }
            return dropped;
        } finally {
            RawMemory.free(at);
        }
    }

    private long consume(long[] last, List<CompletableFuture<Long>> producers) {
        long count = 0;
        while (true) {
            boolean ended = producers.stream().allMatch(CompletableFuture::isDone);
            while (staging.peek(taken)) {
                long number = RawMemory.getLong(taken.address());
                int producer = (int) (number >>> 32);
                int index = (int) number;
                assertTrue(index > last[producer], () -> "after " + last[producer] + " came " + index);
                assertEquals(~index, (int) RawMemory.getLong(taken.address() + taken.bytes() - 8));
                last[producer] = index;
                take(staging);
                count++;
            }
            if (ended) {
                return count;
            }
            Thread.onSpinWait();
        }
    }
}
