package io.sidecore.vhostuser.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.vhostuser.rig.TestMemory;
import io.sidecore.vhostuser.rig.TestRing;
import io.sidecore.vhostuser.sys.RawMemory;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitInflightTest extends InflightRig {

    private static final int ENTRY_BYTES = 16;

    private final TestRing driver = new TestRing(memory.at(TestMemory.FIRST), SIZE);

    private SplitRing ring() {
        SplitRing ring = new SplitRing(
                memory.guest(), driver.place(), 0, new RingFeatures(0), new InflightPlace(file.address(), SIZE));
        ring.begin();
        return ring;
    }

    private void offer(int... heads) {
        for (int head : heads) {
            driver.descriptor(head, BUFFER + head, 1, 0, 0);
            driver.offer(head);
        }
    }

    private List<Integer> used(int count) {
        assertEquals(count, driver.usedIndex());
        return IntStream.range(0, count).mapToObj(driver::usedHead).toList();
    }

    private long entry(int head) {
        return file.address() + 16 + (long) head * ENTRY_BYTES;
    }

    @Test
    void findsWhatWasInFlightInOrder() {
        SplitRing killed = ring();
        offer(5, 1, 6, 2);
        assertEquals(List.of(5, 1, 6, 2), gather(killed));
        complete(killed, 2, 0);
        publish(killed);
        offer(7);

        SplitRing next = ring();
        assertEquals(2, next.base());
        assertEquals(List.of(1, 2, 7), gather(next));
        complete(next, 2, 1, 0);
        publish(next);
        assertEquals(List.of(6, 5, 7, 2, 1), used(5));
        assertEquals(List.of(), gather(ring()));
    }

    @Test
    void doesNotGiveBackAgainWhatTheGuestHasSeen() {
        SplitRing killed = ring();
        offer(3, 4, 5);
        gather(killed);
        complete(killed, 1, 0);
        publish(killed);
        // as if it had been killed after the guest saw the batch, and before that was noted
        RawMemory.putByte(entry(3), (byte) 1);
        RawMemory.putByte(entry(4), (byte) 1);
        RawMemory.putShort(file.address() + 14, 0);
        assertEquals(List.of(5), gather(ring()));
    }

    @Test
    void givesBackWhatTheGuestHasNotSeen() {
        SplitRing killed = ring();
        offer(3, 4);
        gather(killed);
        complete(killed, 1); // completed, and killed before it was published
        assertEquals(List.of(3, 4), gather(ring()));
    }

    @Test
    void theLayoutIsThatOfTheProtocol() {
        SplitRing ring = ring();
        offer(2, 6);
        gather(ring);
        assertEquals(1, RawMemory.getShort(file.address() + 8));
        assertEquals(SIZE, RawMemory.getShort(file.address() + 10));
        assertEquals(1, RawMemory.getByte(entry(2)));
        assertEquals(1, RawMemory.getByte(entry(6)));
        assertEquals(0, RawMemory.getByte(entry(3)));
        assertEquals(1, RawMemory.getLong(entry(6) + 8) - RawMemory.getLong(entry(2) + 8));
        complete(ring, 1, 0);
        publish(ring);
        assertEquals(0, RawMemory.getByte(entry(2)));
        assertEquals(2, RawMemory.getShort(file.address() + 12)); // the last of the batch
        assertEquals(6, RawMemory.getShort(entry(2) + 6)); // and the one before it
        assertEquals(2, RawMemory.getShort(file.address() + 14));
        assertEquals(16 + SIZE * 16, SplitInflight.bytes(SIZE));
    }

    @Test
    void aHeadThatIsInFlightCannotBeOfferedAgain() {
        SplitRing ring = ring();
        offer(2);
        gather(ring);
        offer(2);
        assertThrows(RingException.class, () -> gather(ring));
    }

    @Test
    void whatWasInFlightComesBeforeAChainThatBreaksARule() {
        SplitRing killed = ring();
        offer(5);
        gather(killed);
        driver.offer(SIZE); // no such head
        SplitRing next = ring();
        assertEquals(List.of(5), gather(next));
        assertThrows(RingException.class, () -> gather(next));
    }

    @Test
    void memoryForASmallerRingIsRefused() {
        assertThrows(RingException.class, () -> new SplitInflight(new InflightPlace(file.address(), SIZE), 2 * SIZE));
    }
}
