package io.sidecore.vhostuser.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShareTest {

    private static final long TURN_NANOS = 25_000;

    @Test
    void whatABurstTookTooMuchIsTakenOffTheNextTurns() {
        Shares shares = new Shares();
        Share share = shares.join("vm1", 1);
        shares.refill(TURN_NANOS);
        assertFalse(share.isSpent());
        share.spend(60_000, true);
        assertTrue(share.isSpent());
        shares.refill(TURN_NANOS); // 10 000 are missing still
        assertTrue(share.isSpent());
        shares.refill(TURN_NANOS);
        assertFalse(share.isSpent());
    }

    @Test
    void whatAGuestDoesNotUseItDoesNotKeep() {
        Shares shares = new Shares();
        Share share = shares.join("vm1", 1);
        shares.refill(TURN_NANOS);
        shares.refill(TURN_NANOS);
        share.spend(TURN_NANOS, false);
        assertTrue(share.isSpent());
    }

    @Test
    void queuesOfAGuestShareItsShare() {
        Shares shares = new Shares();
        Share rx = shares.join("vm1", 2);
        Share tx = shares.join("vm1", 2);
        assertEquals(rx, tx);
        assertFalse(shares.isShared());
        Share other = shares.join("vm2", 1);
        assertTrue(shares.isShared());
        shares.leave(tx);
        assertTrue(shares.isShared());
        shares.leave(rx);
        assertFalse(shares.isShared());
        shares.leave(other);
    }

    /** Guests that always have work get time in proportion to their weights, however long their bursts take. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void timeIsSharedByWeight(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Shares shares = new Shares();
        int[] weights = {1, random.nextInt(1, 5), random.nextInt(5, 20)};
        Share[] guests = new Share[weights.length];
        long[] spent = new long[weights.length];
        for (int i = 0; i < guests.length; i++) {
            guests[i] = shares.join("vm" + i, weights[i]);
        }
        for (int turn = 0; turn < 100_000; turn++) {
            shares.refill(TURN_NANOS);
            for (int i = 0; i < guests.length; i++) {
                if (!guests[i].isSpent()) {
                    long burst = random.nextLong(1_000, 1 + 20_000L * (i + 1));
                    guests[i].spend(burst, true);
                    spent[i] += burst;
                }
            }
        }
        double first = (double) spent[0] / weights[0];
        for (int i = 1; i < guests.length; i++) {
            assertEquals(1.0, spent[i] / first / weights[i], 0.02, () -> "seed " + seed);
        }
    }

    /** A guest that has time left and work, and was only cut short by the weights of a visit, has its time first. */
    @Test
    void aRoundEndsWhenNobodyHasTimeAndWork() {
        Shares shares = new Shares();
        Share busy = shares.join("vm1", 1);
        Share idle = shares.join("vm2", 1);
        shares.refill(TURN_NANOS);
        busy.spend(20_000, true);
        idle.spend(25_000, true);
        shares.refill(TURN_NANOS);
        assertTrue(idle.isSpent());
        busy.spend(10_000, true);
        shares.refill(TURN_NANOS);
        assertFalse(idle.isSpent());
        assertTrue(busy.isSpentAfter(20_000));
        assertFalse(busy.isSpentAfter(19_999));
    }

    /** As when what it left behind is for a guest without buffers: others must not wait for that. */
    @Test
    void aRoundDoesNotWaitForAGuestThatCanDoNothing() {
        Shares shares = new Shares();
        Share stuck = shares.join("vm1", 1);
        Share other = shares.join("vm2", 1);
        shares.refill(TURN_NANOS);
        stuck.spend(1_000, true);
        other.spend(25_000, true);
        shares.refill(TURN_NANOS);
        assertTrue(other.isSpent());
        stuck.idle();
        shares.refill(TURN_NANOS);
        assertFalse(other.isSpent());
    }
}
