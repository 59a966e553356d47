package io.sidecore.policies.adaptive;

import static io.sidecore.policies.Stories.placement;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Placement;
import io.sidecore.policies.objective.Guests;
import org.junit.jupiter.api.Test;

/** Half as much again, or a third less, three times in a row, of most of the traffic. */
class LoadChangeTest {

    private static final Placement TWO = placement("w0 0 sleep: vm1 vm2");
    private static final double IDLE = 100;

    private final LoadChange change = new LoadChange();

    private static Observation traffic(double ofVm1, double ofVm2) {
        return new Guests()
                .queue("vm1/rx0", ofVm1, 10, 20)
                .queue("vm2/rx0", ofVm2, 10, 20)
                .on(0.5);
    }

    private boolean sees(double ofVm1, double ofVm2) {
        return change.sees(traffic(ofVm1, ofVm2), TWO, IDLE);
    }

    @Test
    void threeObservationsInARowMakeAChange() {
        sees(10_000, 10_000);
        assertFalse(sees(16_000, 16_000));
        assertFalse(sees(16_000, 16_000));
        assertTrue(sees(16_000, 16_000));
        assertFalse(sees(16_000, 16_000)); // that is the usual load now
    }

    @Test
    void aPeakIsNone() {
        sees(10_000, 10_000);
        assertFalse(sees(16_000, 16_000));
        assertFalse(sees(16_000, 16_000));
        assertFalse(sees(10_000, 10_000));
        assertFalse(sees(16_000, 16_000));
    }

    @Test
    void whoIsLittleOfTheTrafficMayDoAsItLikes() {
        sees(10_000, 1000);
        for (int i = 0; i < 5; i++) {
            assertFalse(sees(10_000, 4000));
        }
    }

    @Test
    void silenceIsAChangeToo() {
        sees(10_000, 10_000);
        sees(50, 50);
        sees(50, 50);
        assertTrue(sees(50, 50));
    }

    @Test
    void whatComesOfAMoveIsNoChangeOfTheLoad() {
        sees(10_000, 10_000);
        Placement polled = placement("w0 0 poll: vm1 vm2");
        for (int i = 0; i < 5; i++) {
            assertFalse(change.sees(traffic(30_000, 30_000), polled, IDLE));
        }
    }

    @Test
    void aMoveThatWasMadeAsTheLoadChangedDoesNotHideThat() {
        sees(10_000, 10_000);
        sees(16_000, 16_000);
        sees(16_000, 16_000);
        assertTrue(change.sees(traffic(16_000, 16_000), placement("w0 0 poll: vm1 vm2"), IDLE));
    }

    @Test
    void anotherGuestIsAnotherLoad() {
        sees(10_000, 10_000);
        assertTrue(change.sees(traffic(10_000, 10_000), placement("w0 0 sleep: vm1 vm2 vm3"), IDLE));
    }
}
