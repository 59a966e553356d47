package io.sidecore.vhostuser.ring;

import static io.sidecore.vhostuser.ring.PackedLayout.EVENT_AT_POSITION;
import static io.sidecore.vhostuser.ring.PackedLayout.EVENT_DISABLE;
import static io.sidecore.vhostuser.ring.PackedLayout.EVENT_ENABLE;
import static io.sidecore.vhostuser.ring.PackedLayout.WRAP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a packed ring calls, and asks for kicks. */
class PackedEventsTest extends PackedRingRig {

    /** Where the device was, where it comes to, the position wished for, its wrap counter, whether it is passed. */
    @ParameterizedTest
    @CsvSource({
        "0, 1, 0, true, true",
        "0, 1, 1, true, false",
        "0, 3, 2, true, true",
        "0, 3, 3, true, false",
        "2, 3, 1, true, false",
        "6, 2, 6, true, true",
        "6, 2, 7, true, true",
        "6, 2, 0, false, true",
        "6, 2, 1, false, true",
        "6, 2, 2, false, false",
        "6, 2, 5, true, false",
        "6, 2, 1, true, false",
        "6, 2, 7, false, false",
        "4, 4, 3, true, false",
        "4, 4, 4, true, true",
        "4, 4, 3, false, true",
        "4, 4, 4, false, false",
    })
    void callsWhenThePositionIsPassed(int from, int to, int position, boolean wrap, boolean call) {
        driver.startAt(from, true);
        DeviceRing ring = ring(EVENT_IDX, from | WRAP);
        ring.published();
        int count = to > from ? to - from : to + SIZE - from;
        for (int i = 0; i < count; i++) {
            offer(i);
        }
        driver.setWish(position, wrap, EVENT_AT_POSITION);
        assertEquals(call, giveBackAll(ring));
    }

    /** The device before may have been killed before it called. */
    @Test
    void callsOnceWhenItGoesOn() {
        driver.startAt(3, true);
        driver.setWish(3, true, EVENT_DISABLE);
        DeviceRing ring = ring(EVENT_IDX, 0x8003);
        assertTrue(ring.isUnpublished());
        assertTrue(ring.publish());
        ring.published();
        assertFalse(ring.isUnpublished());
        offer(0);
        assertFalse(giveBackAll(ring));
        assertFalse(ring(EVENT_IDX, START).isUnpublished());
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, false", "3, true"})
    void callsAsTheFlagsSay(int flags, boolean call) {
        for (RingFeatures features : new RingFeatures[] {PLAIN, EVENT_IDX}) {
            driver.setWish(5, true, flags);
            driver.startAt(0, true);
            DeviceRing ring = ring(features, START);
            offer(0);
            assertEquals(call, giveBackAll(ring));
        }
    }

    /** A driver that did not negotiate positions and names one all the same is called too often rather than never. */
    @Test
    void withoutTheFeatureAPositionIsNotLookedAt() {
        driver.setWish(5, true, EVENT_AT_POSITION);
        DeviceRing ring = ring(PLAIN, START);
        offer(0);
        assertTrue(giveBackAll(ring));
    }

    @Test
    void asksForKicksByFlag() {
        DeviceRing ring = ring(PLAIN, START);
        assertEquals(EVENT_DISABLE, driver.deviceFlags());
        ring.kicksOn();
        assertEquals(EVENT_ENABLE, driver.deviceFlags());
        ring.kicksOff();
        assertEquals(EVENT_DISABLE, driver.deviceFlags());
    }

    @Test
    void asksForAKickAtTheFirstChainNotSeen() {
        driver.startAt(7, true);
        DeviceRing ring = ring(EVENT_IDX, 0x8007);
        assertEquals(EVENT_DISABLE, driver.deviceFlags());
        ring.kicksOn();
        assertEquals(EVENT_AT_POSITION, driver.deviceFlags());
        assertEquals(7 | WRAP, driver.devicePosition());
        offer(0, 1);
        assertEquals(2, ring.gather(chains, MAX)); // too few for a frame, and so not completed
        ring.kicksOn();
        assertEquals(1, driver.devicePosition());
    }
}
