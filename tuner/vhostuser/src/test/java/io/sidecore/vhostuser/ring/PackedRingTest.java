package io.sidecore.vhostuser.ring;

import static io.sidecore.vhostuser.rig.TestMemory.SECOND;
import static io.sidecore.vhostuser.ring.PackedLayout.AVAIL;
import static io.sidecore.vhostuser.ring.PackedLayout.EVENT_AT_POSITION;
import static io.sidecore.vhostuser.ring.PackedLayout.USED;
import static io.sidecore.vhostuser.ring.PackedLayout.WRAP;
import static io.sidecore.vhostuser.ring.SplitLayout.INDIRECT;
import static io.sidecore.vhostuser.ring.SplitLayout.NEXT;
import static io.sidecore.vhostuser.ring.SplitLayout.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.TestPackedRing;
import io.sidecore.vhostuser.sys.RawMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackedRingTest extends PackedRingRig {

    @Test
    void takesChainsInOrderAndGivesThemBackInOrder() {
        DeviceRing ring = ring(PLAIN, START);
        assertFalse(ring.hasMore());
        offer(5, 2);
        assertTrue(ring.hasMore());
        assertEquals(2, ring.gather(chains, MAX));
        assertFalse(ring.hasMore());
        ring.note(0, chains, 0, 100);
        ring.note(1, chains, 1, 0);
        ring.complete(2);
        assertFalse(driver.isUsed());
        assertTrue(ring.isUnpublished());
        assertTrue(ring.publish());
        ring.published();
        assertFalse(ring.isUnpublished());
        assertTrue(driver.isUsedForWriting());
        assertUsed(5, 100, 1);
        assertFalse(driver.isUsedForWriting());
        assertUsed(2, 0, 1);
        assertFalse(driver.isUsed());
        assertFalse(ring.publish());
    }

    /** The driver knows how many descriptors each of its chains has, and that none was written into. */
    @Test
    void ofABatchInOrderOneChainIsGivenBackForAll() {
        DeviceRing ring = ring(new RingFeatures(Features.VERSION_1 | Features.IN_ORDER), START);
        for (int round = 0; round < 5; round++) {
            for (int id = 0; id < 3; id++) {
                driver.offer(10 * round + id, BUFFER, 10, 0);
            }
            chains.clear();
            assertEquals(3, ring.gather(chains, MAX));
            for (int i = 0; i < 3; i++) {
                ring.note(i, chains, i, 0);
            }
            ring.complete(3);
            ring.publish();
            ring.published();
            assertFalse(driver.isUsedForWriting());
            assertUsed(10 * round + 2, 0, 1);
            assertFalse(driver.isUsed());
            driver.take(2);
            assertFalse(ring.isUnpublished());
        }
    }

    @Test
    void inOrderWhatWasWrittenIntoIsGivenBackOneByOne() {
        DeviceRing ring = ring(new RingFeatures(Features.VERSION_1 | Features.IN_ORDER), START);
        offer(5, 2, 7);
        giveBackAll(ring);
        assertUsed(5, 100, 1);
        assertUsed(2, 101, 1);
        assertUsed(7, 102, 1);
    }

    @Test
    void wrapsManyTimes() {
        DeviceRing ring = ring(PLAIN, START);
        for (int round = 0; round < 50; round++) {
            offer(round, round + 1000, round + 2000);
            assertTrue(giveBackAll(ring));
            ring.published();
            assertUsed(round, 100, 1);
            assertUsed(round + 1000, 101, 1);
            assertUsed(round + 2000, 102, 1);
        }
        assertEquals(0x80068006, ring.base()); // 150 slots are 18 laps and 6
        assertTrue(ring.isResumed());
    }

    @Test
    void aFullRingIsTakenWholeAndNoMore() {
        DeviceRing ring = ring(PLAIN, START);
        offer(0, 1, 2, 3, 4, 5, 6, 7);
        assertEquals(8, ring.gather(chains, MAX));
        assertFalse(ring.hasMore());
        assertEquals(0, ring.gather(chains, MAX));
    }

    /** DPDK says 16 bits; QEMU 32, of which the upper half is the used side's, here always the same. */
    @ParameterizedTest
    @CsvSource({
        "0x8003, 3, true",
        "0x80038003, 3, true",
        "0x0003, 3, false",
        "0x00030003, 3, false",
        "0x8000, 0, true",
        "0x0007, 7, false",
        "0x800b, 3, true",
    })
    void goesOnWhereTheFrontendSays(String base, int position, boolean wrap) {
        driver.startAt(position, wrap);
        DeviceRing ring = ring(PLAIN, Integer.parseUnsignedInt(base.substring(2), 16));
        int half = position | (wrap ? WRAP : 0);
        assertEquals(half << 16 | half, ring.base());
        assertEquals(position != 0 || !wrap, ring.isResumed());
        assertFalse(ring.hasMore());
        offer(9);
        assertTrue(giveBackAll(ring));
        assertUsed(9, 100, 1);
    }

    @Test
    void baseCountsWhatWasCompletedWithAllItsSlots() {
        DeviceRing ring = ring(PLAIN, 0x80068006);
        driver.startAt(6, true);
        driver.put(1, 4, BUFFER, 1, NEXT);
        driver.put(2, 4, BUFFER, 1, 0);
        driver.put(0, 4, BUFFER, 1, NEXT);
        driver.advance(3);
        giveBackAll(ring);
        assertEquals(0x00010001, ring.base());
        assertUsed(4, 100, 3);
        assertFalse(driver.isUsed());
    }

    @Test
    void whatWasNotCompletedIsReadAgain() {
        DeviceRing ring = ring(PLAIN, START);
        offer(3, 4, 5);
        assertEquals(2, ring.gather(chains, 2));
        ring.note(0, chains, 0, 0);
        ring.complete(1);
        ring.rewind();
        chains.clear();
        assertEquals(2, ring.gather(chains, MAX));
        assertEquals(4, chains.id(0));
        assertEquals(0x80018001, ring.base());
    }

    @Test
    void rewindsOverTheEndOfTheRing() {
        driver.startAt(7, true);
        DeviceRing ring = ring(PLAIN, 0x8007);
        offer(1, 2);
        assertEquals(2, ring.gather(chains, MAX));
        ring.rewind();
        chains.clear();
        assertEquals(2, ring.gather(chains, MAX));
        assertEquals(1, chains.id(0));
        assertEquals(2, chains.id(1));
    }

    /** The driver looks at the first descriptor only, so the others must be there before. */
    @Test
    void theFirstIsPublishedWithAllOthers() {
        DeviceRing ring = ring(PLAIN, START);
        offer(1, 2, 3);
        ring.gather(chains, MAX);
        for (int i = 0; i < 3; i++) {
            ring.note(0, chains, i, 7);
            ring.complete(1);
            assertFalse(driver.isUsed());
        }
        ring.publish();
        for (int id = 1; id <= 3; id++) {
            assertUsed(id, 7, 1);
        }
    }

    /** The driver may have used the places anew before the call was made, or the second attempt. */
    @Test
    void doesNotWriteTwiceWhatWasPublishedBeforeAFault() {
        DeviceRing ring = ring(PLAIN, START);
        offer(1);
        assertTrue(giveBackAll(ring));
        assertUsed(1, 100, 1);
        offer(2, 3, 4, 5, 6, 7, 0, 1);
        assertTrue(ring.isUnpublished());
        assertTrue(ring.publish());
        ring.published();
        assertFalse(ring.isUnpublished());
        assertFalse(driver.isUsed());
        chains.clear();
        assertEquals(8, ring.gather(chains, MAX));
        assertEquals(2, chains.id(0));
        assertEquals(1, chains.id(7));
    }

    @Test
    void writesWhatAFaultKeptFromBeingPublished() {
        DeviceRing ring = ring(PLAIN, START);
        offer(1, 2);
        giveBackAll(ring);
        driver.raw(0, 1, BUFFER, 10, AVAIL); // as if the fault had come before the first was written
        assertFalse(driver.isUsed());
        assertTrue(ring.publish());
        assertUsed(1, 100, 1);
        assertUsed(2, 101, 1);
    }

    @Test
    void whatIsCompletedAfterACallThatWasCutShortGoesOutWithTheNext() {
        DeviceRing ring = ring(EVENT_IDX, START);
        driver.setWish(0, true, EVENT_AT_POSITION);
        offer(1);
        assertTrue(giveBackAll(ring));
        offer(2);
        assertTrue(giveBackAll(ring), "it was not called yet");
        ring.published();
        assertUsed(1, 100, 1);
        assertUsed(2, 100, 1);
    }

    @Test
    void collectsAChainThatGoesOnAtTheStartOfTheRing() {
        driver.startAt(6, true);
        driver.put(1, 9, BUFFER + 10, 10, NEXT);
        driver.put(2, 7, SECOND - 2, 8, WRITE); // crosses into the next region
        driver.put(0, 9, BUFFER, 10, NEXT);
        driver.advance(3);
        fill(BUFFER, 20, 1);
        fill(SECOND - 2, 8, 21);
        collect(0x8006);
        assertEquals(28, segments.bytes());
        assertEquals(0x0807060504030201L, segments.longAt(0));
        assertEquals(0x1c1b1a1918171615L, segments.longAt(20));
        assertEquals(7, chains.id(0));
        assertEquals(3, chains.slots(0));
        assertEquals(8, chains.writable(0));
    }

    @Test
    void collectsAnIndirectTable() {
        TestPackedRing.descriptorAt(memory.at(TABLE), 0, BUFFER, 3, 0);
        TestPackedRing.descriptorAt(
                memory.at(TABLE) + 16, 0, BUFFER + 3, 5, AVAIL | USED); // flags without meaning here
        driver.offer(6, TABLE, 32, INDIRECT);
        fill(BUFFER, 8, 1);
        collect(START);
        assertEquals(8, segments.bytes());
        assertEquals(0x0807060504030201L, segments.longAt(0));
        assertEquals(6, chains.id(0));
        assertEquals(1, chains.slots(0));
    }

    /** DPDK's driver says so of the header of a frame to transmit, or of a part of it. */
    @Test
    void whatATableSaysOfWritingDoesNotCountWhereNothingIsWritten() {
        TestPackedRing.descriptorAt(memory.at(TABLE), 0, BUFFER, 3, WRITE);
        TestPackedRing.descriptorAt(memory.at(TABLE) + 16, 0, BUFFER + 3, 5, 0);
        TestPackedRing.descriptorAt(memory.at(TABLE) + 32, 0, BUFFER + 8, 7, WRITE);
        driver.offer(6, TABLE, 48, INDIRECT);
        Chains toTransmit = new Chains(MAX, true);
        assertEquals(1, ring(PLAIN, START).gather(toTransmit, MAX));
        assertEquals(15, toTransmit.bytes(0));
        assertEquals(0, toTransmit.writable(0));
    }

    @Test
    void collectsAChainAsLongAsTheRing() {
        for (int i = SIZE - 1; i >= 0; i--) {
            driver.put(i, i, BUFFER, 1, i == SIZE - 1 ? WRITE : NEXT | WRITE);
        }
        collect(START);
        assertEquals(SIZE, segments.bytes());
        assertEquals(SIZE - 1, chains.id(0));
    }

    private void collect(int base) {
        assertEquals(1, ring(PLAIN, base).gather(chains, MAX));
        segments.clear();
        chains.copyPieces(0, segments);
    }

    private void fill(long guestAddress, int bytes, int first) {
        for (int i = 0; i < bytes; i++) {
            RawMemory.putByte(memory.at(guestAddress + i), (byte) (first + i));
        }
    }
}
