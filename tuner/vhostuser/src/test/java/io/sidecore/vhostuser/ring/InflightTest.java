package io.sidecore.vhostuser.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.Memfd;
import io.sidecore.vhostuser.rig.TestMemory;
import io.sidecore.vhostuser.rig.TestRing;
import io.sidecore.vhostuser.sys.RawMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backend is killed, and the next one finds what it had in flight. Its memory is as the protocol lays it out. */
class InflightTest {

    private static final int SIZE = 8;
    private static final long BUFFER = TestMemory.SECOND;

    /** Of the entries in either layout. */
    private static final int SPLIT_ENTRIES = 16;

    private static final int PACKED_ENTRIES = 32;

    private final TestMemory memory = new TestMemory();
    private final Memfd file = new Memfd(4096);
    private final TestRing driver = new TestRing(memory.at(TestMemory.FIRST), SIZE);
    private final Chains chains = new Chains(SIZE);

    /** The driver's place in a packed ring. */
    private int packedAt;

    private boolean packedWrap = true;

    @AfterEach
    void close() {
        memory.close();
        file.close();
    }

    private SplitRing split() {
        SplitRing ring = new SplitRing(
                memory.guest(), driver.place(), 0, new RingFeatures(0), new InflightPlace(file.address(), SIZE));
        ring.begin();
        return ring;
    }

    private PackedRing packed() {
        long at = memory.at(TestMemory.FIRST);
        RingPlace place = new RingPlace(SIZE, at, at + 1024, at + 1028, RingPlace.NOT_LOGGED);
        PackedRing ring = new PackedRing(
                memory.guest(),
                place,
                PackedLayout.WRAP,
                new RingFeatures(Features.RING_PACKED),
                new InflightPlace(file.address(), SIZE),
                null);
        ring.begin();
        return ring;
    }

    private void offerSplit(int... heads) {
        for (int head : heads) {
            driver.descriptor(head, BUFFER + head, 1, 0, 0);
            driver.offer(head);
        }
    }

    /** A chain of so many descriptors; the first of them is at that offset in the buffer. */
    private void offerPacked(int id, int length, int offset) {
        for (int i = 0; i < length; i++) {
            long at = memory.at(TestMemory.FIRST) + (long) packedAt * PackedLayout.DESCRIPTOR_BYTES;
            RawMemory.putLong(at, BUFFER + offset + i);
            RawMemory.putInt(at + PackedLayout.DESCRIPTOR_LENGTH, 1 + i);
            RawMemory.putShort(at + PackedLayout.DESCRIPTOR_ID, id);
            int flags = packedWrap ? PackedLayout.AVAIL : PackedLayout.USED;
            RawMemory.putShort(at + PackedLayout.DESCRIPTOR_FLAGS, flags | (i + 1 < length ? SplitLayout.NEXT : 0));
            if (++packedAt == SIZE) {
                packedAt = 0;
                packedWrap = !packedWrap;
            }
        }
    }

    private List<Integer> gather(DeviceRing ring) {
        chains.clear();
        int count = ring.gather(chains, SIZE);
        return IntStream.range(0, count).mapToObj(i -> chains.id(i) & 0xffff).toList();
    }

    private void complete(DeviceRing ring, int... indices) {
        for (int i : indices) {
            ring.note(0, chains, i, 0);
            ring.complete(1);
        }
    }

    private static void publish(DeviceRing ring) {
        ring.publish();
        ring.published();
    }

    @Test
    void aSplitRingFindsWhatWasInFlightInOrder() {
        SplitRing killed = split();
        offerSplit(5, 1, 6, 2);
        assertEquals(List.of(5, 1, 6, 2), gather(killed));
        complete(killed, 2, 0);
        publish(killed);
        offerSplit(7);

        SplitRing next = split();
        assertEquals(2, next.base());
        assertEquals(List.of(1, 2, 7), gather(next));
        complete(next, 2, 1, 0);
        publish(next);
        assertEquals(List.of(6, 5, 7, 2, 1), used(5));
        assertEquals(List.of(), gather(split()));
    }

    private List<Integer> used(int count) {
        assertEquals(count, driver.usedIndex());
        return IntStream.range(0, count).mapToObj(driver::usedHead).toList();
    }

    @Test
    void aSplitRingDoesNotGiveBackAgainWhatTheGuestHasSeen() {
        SplitRing killed = split();
        offerSplit(3, 4, 5);
        gather(killed);
        complete(killed, 1, 0);
        publish(killed);
        // as if it had been killed after the guest saw the batch, and before that was noted
        RawMemory.putByte(splitEntry(3), (byte) 1);
        RawMemory.putByte(splitEntry(4), (byte) 1);
        RawMemory.putShort(file.address() + 14, 0);
        assertEquals(List.of(5), gather(split()));
    }

    @Test
    void aSplitRingGivesBackWhatTheGuestHasNotSeen() {
        SplitRing killed = split();
        offerSplit(3, 4);
        gather(killed);
        complete(killed, 1); // completed, and killed before it was published
        assertEquals(List.of(3, 4), gather(split()));
    }

    private long splitEntry(int head) {
        return file.address() + 16 + (long) head * SPLIT_ENTRIES;
    }

    @Test
    void theSplitLayoutIsThatOfTheProtocol() {
        SplitRing ring = split();
        offerSplit(2, 6);
        gather(ring);
        assertEquals(1, RawMemory.getShort(file.address() + 8));
        assertEquals(SIZE, RawMemory.getShort(file.address() + 10));
        assertEquals(1, RawMemory.getByte(splitEntry(2)));
        assertEquals(1, RawMemory.getByte(splitEntry(6)));
        assertEquals(0, RawMemory.getByte(splitEntry(3)));
        assertEquals(1, RawMemory.getLong(splitEntry(6) + 8) - RawMemory.getLong(splitEntry(2) + 8));
        complete(ring, 1, 0);
        publish(ring);
        assertEquals(0, RawMemory.getByte(splitEntry(2)));
        assertEquals(2, RawMemory.getShort(file.address() + 12)); // the last of the batch
        assertEquals(6, RawMemory.getShort(splitEntry(2) + 6)); // and the one before it
        assertEquals(2, RawMemory.getShort(file.address() + 14));
        assertEquals(16 + SIZE * 16, SplitInflight.bytes(SIZE));
    }

    @Test
    void aHeadThatIsInFlightCannotBeOfferedAgain() {
        SplitRing ring = split();
        offerSplit(2);
        gather(ring);
        offerSplit(2);
        assertThrows(RingException.class, () -> gather(ring));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 5, 7})
    void aPackedRingFindsWhatWasInFlightInOrder(int before) {
        PackedRing killed = packed();
        for (int i = 0; i < before; i++) { // so that the ring wraps at different places
            offerPacked(9, 1, 0);
            gather(killed);
            complete(killed, 0);
            publish(killed);
        }
        offerPacked(11, 2, 100);
        offerPacked(12, 1, 200);
        offerPacked(13, 3, 300);
        assertEquals(List.of(11, 12, 13), gather(killed));
        complete(killed, 1); // 12, which takes the place of the first descriptor of 11
        publish(killed);
        int position = before % SIZE;
        assertEquals(12, idAt(position));
        offerPacked(14, 1, 400);

        PackedRing next = packed();
        assertEquals(List.of(11, 13, 14), gather(next));
        assertEquals(
                memory.guest().hostAddress(BUFFER + 100, 1), chains.address(0)); // although it is in the ring no more
        assertEquals(3, chains.bytes(0));
        assertEquals(memory.guest().hostAddress(BUFFER + 300, 1), chains.address(1));
        assertEquals(6, chains.bytes(1));
        complete(next, 2, 1, 0);
        publish(next);
        assertEquals(14, idAt((before + 1) % SIZE));
        assertEquals(13, idAt((before + 2) % SIZE));
        assertEquals(11, idAt((before + 5) % SIZE));
        assertEquals(List.of(), gather(packed()));
        assertEquals((before + 7) % SIZE, packed().base() & PackedLayout.WRAP - 1);
    }

    private int idAt(int slot) {
        return RawMemory.getShort(
                memory.at(TestMemory.FIRST) + (long) slot * PackedLayout.DESCRIPTOR_BYTES + PackedLayout.DESCRIPTOR_ID);
    }

    private void setFlags(int slot, int flags) {
        RawMemory.putShort(
                memory.at(TestMemory.FIRST)
                        + (long) slot * PackedLayout.DESCRIPTOR_BYTES
                        + PackedLayout.DESCRIPTOR_FLAGS,
                flags);
    }

    private int flags(int slot) {
        return RawMemory.getShort(memory.at(TestMemory.FIRST)
                + (long) slot * PackedLayout.DESCRIPTOR_BYTES
                + PackedLayout.DESCRIPTOR_FLAGS);
    }

    private long packedEntry(int index) {
        return file.address() + 32 + (long) index * PACKED_ENTRIES;
    }

    @Test
    void aPackedRingDoesNotGiveBackAgainWhatTheGuestHasSeen() {
        PackedRing killed = packed();
        offerPacked(1, 1, 0);
        offerPacked(2, 2, 10);
        offerPacked(3, 1, 20);
        gather(killed);
        int free = RawMemory.getInt(file.address() + 12) >>> 16;
        complete(killed, 1, 0);
        publish(killed);
        // as if it had been killed after the guest saw the batch, and before that was noted
        RawMemory.putByte(packedEntry(0), (byte) 1);
        RawMemory.putByte(packedEntry(1), (byte) 1);
        RawMemory.putShort(file.address() + 14, free);
        RawMemory.putShort(file.address() + 18, 0);
        PackedRing next = packed();
        assertEquals(3, next.base() & PackedLayout.WRAP - 1);
        assertEquals(List.of(3), gather(next));
    }

    @Test
    void aPackedRingTakesBackWhatTheGuestHasNotSeenOfABatch() {
        PackedRing killed = packed();
        offerPacked(1, 1, 0);
        offerPacked(2, 1, 10);
        offerPacked(3, 1, 20);
        gather(killed);
        int head = RawMemory.getInt(file.address() + 12) >>> 16;
        complete(killed, 2, 1);
        publish(killed);
        // as if it had been killed when all but the first descriptor of the batch were written
        setFlags(0, PackedLayout.AVAIL);
        RawMemory.putByte(packedEntry(1), (byte) 1);
        RawMemory.putByte(packedEntry(2), (byte) 1);
        RawMemory.putShort(file.address() + 14, head);
        RawMemory.putShort(file.address() + 18, 0);
        PackedRing next = packed();
        assertEquals(0, next.base() & PackedLayout.WRAP - 1);
        assertEquals(PackedLayout.AVAIL, flags(1) & (PackedLayout.AVAIL | PackedLayout.USED));
        assertEquals(List.of(1, 2, 3), gather(next));
        complete(next, 0, 1, 2);
        publish(next);
        assertEquals(List.of(1, 2, 3), List.of(idAt(0), idAt(1), idAt(2)));
    }

    @Test
    void thePackedLayoutIsThatOfTheProtocol() {
        PackedRing ring = packed();
        offerPacked(7, 2, 40);
        gather(ring);
        assertEquals(1, RawMemory.getShort(file.address() + 8));
        assertEquals(SIZE, RawMemory.getShort(file.address() + 10));
        assertEquals(2, RawMemory.getShort(file.address() + 12)); // free
        assertEquals(2, RawMemory.getShort(file.address() + 14));
        assertEquals(1, RawMemory.getByte(file.address() + 20)); // wrap
        assertEquals(1, RawMemory.getByte(packedEntry(0)));
        assertEquals(1, RawMemory.getShort(packedEntry(0) + 2)); // next
        assertEquals(1, RawMemory.getShort(packedEntry(0) + 4)); // last
        assertEquals(2, RawMemory.getShort(packedEntry(0) + 6)); // number
        assertEquals(7, RawMemory.getShort(packedEntry(1) + 16)); // id
        assertEquals(PackedLayout.AVAIL, RawMemory.getShort(packedEntry(1) + 18)); // flags
        assertEquals(2, RawMemory.getInt(packedEntry(1) + 20)); // length
        assertEquals(BUFFER + 41, RawMemory.getLong(packedEntry(1) + 24));
        assertEquals(32 + SIZE * 32, PackedInflight.bytes(SIZE));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        PackedRing killed = packed();
        offerPacked(1, 2, 0);
        gather(killed);
        List<Runnable> lies = new ArrayList<>();
        lies.add(() -> RawMemory.putShort(packedEntry(0) + 6, 9)); // more descriptors than there are
        lies.add(() -> RawMemory.putShort(packedEntry(0) + 6, 0));
        lies.add(() -> RawMemory.putShort(packedEntry(0) + 2, 0)); // a chain that is its own end
        lies.add(() -> RawMemory.putShort(packedEntry(0) + 2, 4)); // one that goes on where it is free
        lies.add(() -> RawMemory.putShort(packedEntry(5) + 2, 3)); // a loop of those that are free
        lies.add(() -> RawMemory.putLong(file.address() + 16, 0xffff_ffffL)); // a place beyond the ring
        byte[] truth = new byte[4096];
        RawMemory.get(file.address(), truth);
        for (Runnable lie : lies) {
            RawMemory.put(truth, file.address());
            lie.run();
            assertThrows(RingException.class, this::packed);
        }
        RawMemory.put(truth, file.address());
        assertEquals(List.of(1), gather(packed()));
        assertThrows(RingException.class, () -> new PackedInflight(new InflightPlace(file.address(), SIZE), 2 * SIZE));
        assertThrows(RingException.class, () -> new SplitInflight(new InflightPlace(file.address(), SIZE), 2 * SIZE));
    }
}
