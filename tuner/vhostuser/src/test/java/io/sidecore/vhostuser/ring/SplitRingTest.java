package io.sidecore.vhostuser.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitRingTest extends SplitRingRig {

    @Test
    void takesChainsInOrderAndGivesThemBackInOrder() {
        DeviceRing ring = ring(PLAIN, 0);
        single(5);
        single(2);
        assertTrue(ring.hasMore());
        assertEquals(2, ring.gather(chains, MAX));
        assertFalse(ring.hasMore());
        assertEquals(5, chains.id(0));
        assertEquals(2, chains.id(1));
        ring.note(0, chains, 0, 100);
        ring.note(1, chains, 1, 0);
        ring.complete(2);
        assertEquals(0, driver.usedIndex());
        assertTrue(ring.isUnpublished());
        assertTrue(ring.publish());
        ring.published();
        assertFalse(ring.isUnpublished());
        assertEquals(2, driver.usedIndex());
        assertEquals(5, driver.usedHead(0));
        assertEquals(100, driver.usedLength(0));
        assertEquals(2, driver.usedHead(1));
        assertEquals(2, ring.base());
        assertFalse(ring.publish());
    }

    @Test
    void indicesWrapFrom65535To0() {
        driver.setAvailIndex(65534);
        driver.setUsedIndex(65534);
        DeviceRing ring = ring(PLAIN, 65534);
        for (int i = 0; i < 4; i++) {
            single(i);
        }
        assertEquals(2, driver.availIndex());
        assertTrue(giveBackAll(ring));
        assertEquals(2, ring.base());
        assertEquals(2, driver.usedIndex());
        assertEquals(100, driver.usedLength(65534));
        assertEquals(103, driver.usedLength(65537));
    }

    /** A frontend that does not know where its killed backend had come to begins anywhere. */
    @Test
    void goesOnWhereTheUsedRingStands() {
        for (int i = 0; i < 3; i++) {
            single(i);
        }
        driver.setUsedIndex(2);
        DeviceRing ring = ring(PLAIN, 0);
        assertTrue(ring.isResumed());
        assertEquals(2, ring.base());
        assertEquals(1, ring.gather(chains, MAX));
        assertEquals(2, chains.id(0));
    }

    /** The device before may have been killed before it called; with events the guest would be called no more then. */
    @Test
    void callsOnceWhenItGoesOn() {
        driver.setAvailIndex(2);
        driver.setUsedIndex(2);
        driver.setUsedEvent(1);
        DeviceRing ring = ring(EVENT_IDX, 0);
        assertTrue(ring.isUnpublished());
        assertTrue(ring.publish());
        ring.begin(); // another worker takes it over
        assertTrue(ring.publish(), "it was not called yet");
        ring.published();
        ring.begin();
        assertFalse(ring.isUnpublished());
        assertFalse(ring.publish());
    }

    @Test
    void aRingThatWasNeverUsedIsNotResumed() {
        single(0);
        assertFalse(ring(PLAIN, 7).isResumed());
    }

    @Test
    void whatWasNotCompletedIsReadAgain() {
        DeviceRing ring = ring(PLAIN, 0);
        single(3);
        single(4);
        single(5);
        assertEquals(2, ring.gather(chains, 2));
        ring.note(0, chains, 0, 0);
        ring.complete(1);
        ring.rewind();
        chains.clear();
        assertEquals(2, ring.gather(chains, MAX));
        assertEquals(4, chains.id(0));
        assertEquals(1, ring.base());
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 8, 8", "3, 3, 3, 0", "65535, 65535, 7, 8", "65535, 65535, 65535, 0"})
    void gathersWhatWaits(int base, int used, int index, int waiting) {
        driver.setUsedIndex(used);
        driver.setAvailIndex(index);
        for (int i = 0; i < SIZE; i++) {
            driver.descriptor(i, BUFFER, 10, 0, 0);
        }
        assertEquals(waiting, ring(PLAIN, base).gather(chains, MAX));
    }

    @ParameterizedTest
    @CsvSource({
        "0,     9,     an available index that is 9 ahead in a ring of 8",
        "65535, 8,     an available index that is 9 ahead in a ring of 8",
        "1,     0,     an available index that is 65535 ahead in a ring of 8",
    })
    void refusesAnIndexTooFarAhead(int base, int index, String reason) {
        driver.setUsedIndex(base);
        driver.setAvailIndex(index);
        assertReason(reason, () -> ring(PLAIN, base).gather(chains, MAX));
    }

    @Test
    void refusesAHeadBeyondTheRing() {
        driver.offer(8);
        assertReason("head 8 in a ring of 8", () -> ring(PLAIN, 0).gather(chains, MAX));
    }

    /** What came before a bad chain is still served. */
    @Test
    void givesTheChainsBeforeABadOne() {
        DeviceRing ring = ring(PLAIN, 0);
        single(1);
        driver.offer(9);
        assertEquals(1, ring.gather(chains, MAX));
        assertReason("head 9 in a ring of 8", () -> ring.gather(chains, MAX));
    }

    /** Index before, index after, the event, whether it is passed: as in vring_need_event. */
    @ParameterizedTest
    @CsvSource({
        "0, 1, 0, true",
        "0, 1, 1, false",
        "0, 3, 2, true",
        "0, 3, 3, false",
        "2, 3, 1, false",
        "65534, 2, 65535, true",
        "65534, 2, 1, true",
        "65534, 2, 2, false",
        "65534, 2, 65533, false",
    })
    void callsWhenTheEventIsPassed(int from, int to, int event, boolean call) {
        driver.setAvailIndex(from);
        driver.setUsedIndex(from);
        DeviceRing ring = ring(EVENT_IDX, from);
        ring.published();
        for (int i = 0; i < ((to - from) & 0xffff); i++) {
            single(i);
        }
        driver.setUsedEvent(event);
        assertEquals(call, giveBackAll(ring));
    }

    @Test
    void callsUnlessTheDriverAsksForNone() {
        DeviceRing ring = ring(PLAIN, 0);
        single(0);
        driver.setAvailFlags(SplitLayout.NO_NOTIFY);
        assertFalse(giveBackAll(ring));
        ring.published();
        driver.setAvailFlags(0);
        single(1);
        assertTrue(giveBackAll(ring));
    }

    @Test
    void publishesAgainIfItWasCutShortBeforeTheCall() {
        DeviceRing ring = ring(PLAIN, 0);
        single(0);
        assertTrue(giveBackAll(ring));
        assertTrue(ring.publish());
        ring.published();
        assertFalse(ring.publish());
    }

    @Test
    void asksForKicksByFlag() {
        DeviceRing ring = ring(PLAIN, 0);
        assertEquals(SplitLayout.NO_NOTIFY, driver.usedFlags());
        ring.kicksOn();
        assertEquals(0, driver.usedFlags());
        ring.kicksOff();
        assertEquals(SplitLayout.NO_NOTIFY, driver.usedFlags());
    }

    /** A driver kicks when its index goes past the event; one at a chain that it has added already never comes. */
    @Test
    void asksForAKickAtTheFirstChainNotSeen() {
        driver.setAvailIndex(65535);
        driver.setUsedIndex(65535);
        DeviceRing ring = ring(EVENT_IDX, 65535);
        assertEquals(0x7fff, driver.availEvent());
        ring.kicksOn();
        assertEquals(65535, driver.availEvent());
        single(0);
        single(1);
        assertEquals(2, ring.gather(chains, MAX)); // too few for a frame, and so not completed
        ring.kicksOn();
        assertEquals(1, driver.availEvent());
        assertTrue(SplitLayout.passes(driver.availEvent(), 2, 1));
    }
}
