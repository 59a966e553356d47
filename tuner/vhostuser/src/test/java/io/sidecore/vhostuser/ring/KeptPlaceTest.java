package io.sidecore.vhostuser.ring;

import static io.sidecore.vhostuser.rig.TestMemory.FIRST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.vhostuser.rig.Memfd;
import io.sidecore.vhostuser.rig.TestPackedRing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A backend that is gone without a word, and the next one, to which the frontend says what it said to the first. */
class KeptPlaceTest extends PackedRingRig {

    private static final int OTHER = START | 3;

    private final Memfd file = new Memfd(KeptPlace.BYTES);

    @AfterEach
    void closeFile() {
        file.close();
    }

    private KeptPlace kept(int told) {
        return new KeptPlace(file.address(), told);
    }

    private DeviceRing next(int told) {
        DeviceRing ring = new PackedRing(memory.guest(), driver.place(), told, PLAIN, null, kept(told));
        ring.begin();
        return ring;
    }

    private void assertServes(DeviceRing ring, int id) {
        offer(id);
        giveBackAll(ring);
        assertUsed(id, 100, 1);
    }

    @Test
    void theNextOneGoesOnInEachLap() {
        for (int round = 0; round < 3 * SIZE; round++) {
            DeviceRing ring = next(START);
            assertEquals(round % (2 * SIZE) != 0, ring.isResumed(), "round " + round);
            assertServes(ring, round % SIZE);
            ring.published();
        }
    }

    @Test
    void whatWasTakenAndNotGivenBackIsTakenAgain() {
        DeviceRing ring = next(START);
        assertServes(ring, 1);
        ring.published();
        offer(2, 3);
        chains.clear();
        assertEquals(2, ring.gather(chains, MAX));
        giveBackAll(next(START));
        assertUsed(2, 100, 1);
        assertUsed(3, 101, 1);
    }

    /** Killed after the guest could see the batch, and before that was noted. */
    @Test
    void aBatchThatTheGuestHasSeenIsOver() {
        DeviceRing ring = next(START);
        offer(1, 2);
        giveBackAll(ring); // and not published()
        assertUsed(1, 100, 1);
        offer(3, 4, 5, 6, 7, 0, 1); // the first of the two places again, too
        DeviceRing after = next(START);
        assertUsed(2, 101, 1);
        giveBackAll(after);
        for (int i = 0; i < 7; i++) {
            assertUsed((3 + i) % SIZE, 100 + i, 1);
        }
    }

    /** Killed while the batch was written: all but its first chain. */
    @Test
    void aBatchThatTheGuestHasNotSeenIsWrittenAgain() {
        DeviceRing ring = next(START);
        offer(1, 2);
        giveBackAll(ring);
        driver.raw(0, 1, BUFFER, 10, PackedLayout.AVAIL | SplitLayout.WRITE); // as if the first was not written
        assertFalse(driver.isUsed());
        DeviceRing after = next(START);
        assertUsed(1, 100, 1);
        assertUsed(2, 101, 1);
        assertServes(after, 3);
    }

    @Test
    void aRingThatIsNewBeginsAtTheBeginning() {
        DeviceRing ring = next(START);
        assertServes(ring, 1);
        ring.published();
        TestPackedRing again = new TestPackedRing(memory.at(FIRST), SIZE);
        for (int slot = 0; slot < SIZE; slot++) {
            again.raw(slot, 0, 0, 0, 0);
        }
        again.offer(5, BUFFER, 10, SplitLayout.WRITE);
        DeviceRing fresh = next(START);
        assertFalse(fresh.isResumed());
        giveBackAll(fresh);
        assertTrue(again.isUsed());
    }

    @Test
    void aFrontendThatKnowsBetterIsBelieved() {
        DeviceRing ring = next(START);
        assertServes(ring, 1);
        ring.published();
        assertEquals(OTHER << 16 | OTHER, next(OTHER).base());
        assertEquals(OTHER << 16 | OTHER, next(OTHER).base());
    }

    @Test
    void whatIsForgottenIsNotBelieved() {
        DeviceRing ring = next(START);
        assertServes(ring, 1);
        ring.published();
        KeptPlace.forget(file.address());
        assertEquals(START << 16 | START, next(START).base());
    }

    @Test
    void aFileThatMakesNoSenseIsNotBelieved() {
        DeviceRing ring = next(START);
        assertServes(ring, 1);
        ring.published();
        kept(START).commit(SIZE); // a place outside the ring
        assertEquals(START << 16 | START, next(START).base());
    }
}
