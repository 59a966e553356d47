package io.sidecore.vhostuser.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.TestMemory;
import io.sidecore.vhostuser.sys.RawMemory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedInflightTest extends InflightRig {

    private static final int ENTRY_BYTES = 32;

    /** The driver's place in the ring. */
    private int at;

    private boolean wrap = true;

    private PackedRing ring() {
        long start = memory.at(TestMemory.FIRST);
        RingPlace place = new RingPlace(SIZE, start, start + 1024, start + 1028, RingPlace.NOT_LOGGED);
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

    /** A chain of so many descriptors; the first of them is at that offset in the buffer. */
    private void offer(int id, int length, int offset) {
        for (int i = 0; i < length; i++) {
            long address = memory.at(TestMemory.FIRST) + (long) at * PackedLayout.DESCRIPTOR_BYTES;
            RawMemory.putLong(address, BUFFER + offset + i);
            RawMemory.putInt(address + PackedLayout.DESCRIPTOR_LENGTH, 1 + i);
            RawMemory.putShort(address + PackedLayout.DESCRIPTOR_ID, id);
            int flags = wrap ? PackedLayout.AVAIL : PackedLayout.USED;
            RawMemory.putShort(
                    address + PackedLayout.DESCRIPTOR_FLAGS, flags | (i + 1 < length ? SplitLayout.NEXT : 0));
            if (++at == SIZE) {
                at = 0;
                wrap = !wrap;
            }
        }
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

    private long entry(int index) {
        return file.address() + 32 + (long) index * ENTRY_BYTES;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 5, 7})
    void findsWhatWasInFlightInOrder(int before) {
        PackedRing killed = ring();
        for (int i = 0; i < before; i++) { // so that the ring wraps at different places
            offer(9, 1, 0);
            gather(killed);
            complete(killed, 0);
            publish(killed);
        }
        offer(11, 2, 100);
        offer(12, 1, 200);
        offer(13, 3, 300);
        assertEquals(List.of(11, 12, 13), gather(killed));
        complete(killed, 1); // 12, which takes the place of the first descriptor of 11
        publish(killed);
        int position = before % SIZE;
        assertEquals(12, idAt(position));
        offer(14, 1, 400);

        PackedRing next = ring();
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
        assertEquals(List.of(), gather(ring()));
        assertEquals((before + 7) % SIZE, ring().base() & PackedLayout.WRAP - 1);
    }

    @Test
    void doesNotGiveBackAgainWhatTheGuestHasSeen() {
        PackedRing killed = ring();
        offer(1, 1, 0);
        offer(2, 2, 10);
        offer(3, 1, 20);
        gather(killed);
        int free = RawMemory.getInt(file.address() + 12) >>> 16;
        complete(killed, 1, 0);
        publish(killed);
        // as if it had been killed after the guest saw the batch, and before that was noted
        RawMemory.putByte(entry(0), (byte) 1);
        RawMemory.putByte(entry(1), (byte) 1);
        RawMemory.putShort(file.address() + 14, free);
        RawMemory.putShort(file.address() + 18, 0);
        PackedRing next = ring();
        assertEquals(3, next.base() & PackedLayout.WRAP - 1);
        assertEquals(List.of(3), gather(next));
    }

    @Test
    void takesBackWhatTheGuestHasNotSeenOfABatch() {
        PackedRing killed = ring();
        offer(1, 1, 0);
        offer(2, 1, 10);
        offer(3, 1, 20);
        gather(killed);
        int head = RawMemory.getInt(file.address() + 12) >>> 16;
        complete(killed, 2, 1);
        publish(killed);
        // as if it had been killed when all but the first descriptor of the batch were written
        setFlags(0, PackedLayout.AVAIL);
        RawMemory.putByte(entry(1), (byte) 1);
        RawMemory.putByte(entry(2), (byte) 1);
        RawMemory.putShort(file.address() + 14, head);
        RawMemory.putShort(file.address() + 18, 0);
        PackedRing next = ring();
        assertEquals(0, next.base() & PackedLayout.WRAP - 1);
        assertEquals(PackedLayout.AVAIL, flags(1) & (PackedLayout.AVAIL | PackedLayout.USED));
        assertEquals(List.of(1, 2, 3), gather(next));
        complete(next, 0, 1, 2);
        publish(next);
        assertEquals(List.of(1, 2, 3), List.of(idAt(0), idAt(1), idAt(2)));
    }

    @Test
    void theLayoutIsThatOfTheProtocol() {
        PackedRing ring = ring();
        offer(7, 2, 40);
        gather(ring);
        assertEquals(1, RawMemory.getShort(file.address() + 8));
        assertEquals(SIZE, RawMemory.getShort(file.address() + 10));
        assertEquals(2, RawMemory.getShort(file.address() + 12)); // free
        assertEquals(2, RawMemory.getShort(file.address() + 14));
        assertEquals(1, RawMemory.getByte(file.address() + 20)); // wrap
        assertEquals(1, RawMemory.getByte(entry(0)));
        assertEquals(1, RawMemory.getShort(entry(0) + 2)); // next
        assertEquals(1, RawMemory.getShort(entry(0) + 4)); // last
        assertEquals(2, RawMemory.getShort(entry(0) + 6)); // number
        assertEquals(7, RawMemory.getShort(entry(1) + 16)); // id
        assertEquals(PackedLayout.AVAIL, RawMemory.getShort(entry(1) + 18)); // flags
        assertEquals(2, RawMemory.getInt(entry(1) + 20)); // length
        assertEquals(BUFFER + 41, RawMemory.getLong(entry(1) + 24));
        assertEquals(32 + SIZE * 32, PackedInflight.bytes(SIZE));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        PackedRing killed = ring();
        offer(1, 2, 0);
        gather(killed);
        List<Runnable> lies = new ArrayList<>();
        lies.add(() -> RawMemory.putShort(entry(0) + 6, 9)); // more descriptors than there are
        lies.add(() -> RawMemory.putShort(entry(0) + 6, 0));
        lies.add(() -> RawMemory.putShort(entry(0) + 2, 0)); // a chain that is its own end
        lies.add(() -> RawMemory.putShort(entry(0) + 2, 4)); // one that goes on where it is free
        lies.add(() -> RawMemory.putShort(entry(5) + 2, 3)); // a loop of those that are free
        lies.add(() -> RawMemory.putLong(file.address() + 16, 0xffff_ffffL)); // a place beyond the ring
        byte[] truth = new byte[4096];
        RawMemory.get(file.address(), truth);
        for (Runnable lie : lies) {
            RawMemory.put(truth, file.address());
            lie.run();
            assertThrows(RingException.class, this::ring);
        }
        RawMemory.put(truth, file.address());
        assertEquals(List.of(1), gather(ring()));
        assertThrows(RingException.class, () -> new PackedInflight(new InflightPlace(file.address(), SIZE), 2 * SIZE));
    }

    @Test
    void whatWasInFlightComesBeforeAChainThatBreaksARule() {
        PackedRing killed = ring();
        offer(5, 1, 0);
        gather(killed);
        offer(6, 1, 0);
        RawMemory.putLong(memory.at(TestMemory.FIRST) + PackedLayout.DESCRIPTOR_BYTES, 0); // outside the memory
        PackedRing next = ring();
        assertEquals(List.of(5), gather(next));
        assertThrows(RingException.class, () -> gather(next));
    }
}
