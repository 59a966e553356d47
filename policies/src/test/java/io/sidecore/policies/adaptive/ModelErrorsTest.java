package io.sidecore.policies.adaptive;

import static io.sidecore.policies.Stories.placement;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.policies.Placement;
import org.junit.jupiter.api.Test;

/** What a measurement here says of placements elsewhere. */
class ModelErrorsTest {

    private static final Placement ASLEEP = placement("w0 0-3 sleep: vm1; w1 0-3 sleep: vm2");
    private static final Placement POLLED = placement("w0 0 poll: vm1 vm2");
    private static final Placement SPINNING = placement("w0 0 spin=50us: vm1 vm2");

    private final ModelErrors errors = new ModelErrors();

    /** By a model that says 5 of everything. */
    private ModelErrors.Correction of(Placement current, double utility, Placement other) {
        return errors.new Seen(current, utility, new double[] {0.1, 0.1, 0.1, 0.1}, placement -> 5).of(other);
    }

    @Test
    void whatIsObservedNowIsKnown() {
        ModelErrors.Correction here = of(ASLEEP, 4.8, ASLEEP);
        assertEquals(-0.2, here.mean(), 0.005);
        assertTrue(here.deviation() < 0.02, () -> "" + here);
    }

    @Test
    void whatIsUnlikeItIsNot() {
        ModelErrors.Correction polled = of(ASLEEP, 4.8, POLLED);
        assertTrue(polled.deviation() > 0.14, () -> "" + polled);
        assertTrue(Math.abs(polled.mean()) < 0.03, () -> "" + polled);
    }

    /** The worker is busy for 0.4 of its time, when its mode does not matter, and spinning is for 0.7 like polling. */
    @Test
    void aTryTellsOfWhatIsLikeIt() {
        errors.learn(ASLEEP, 5);
        errors.learn(POLLED, 4.6);
        ModelErrors.Correction spinning = of(ASLEEP, 5, SPINNING);
        assertEquals((0.4 + 0.6 * 0.7) * -0.4, spinning.mean(), 0.01);
        assertTrue(spinning.deviation() < 0.12, () -> "" + spinning);
    }

    /** Polled or not, a worker that is full is the same. */
    @Test
    void inAFullWorkerTheModeDoesNotMatter() {
        errors.learn(POLLED, 4.6);
        double[] full = {0.25, 0.25, 0.25, 0.25};
        ModelErrors.Correction spinning = errors.new Seen(ASLEEP, 5, full, placement -> 5).of(SPINNING);
        assertEquals(-0.4, spinning.mean(), 0.01);
        assertTrue(spinning.deviation() < 0.02, () -> "" + spinning);
    }

    @Test
    void whatIsMeasuredAgainSaysHowTheOthersHaveChanged() {
        errors.learn(ASLEEP, 5);
        errors.learn(POLLED, 4.6);
        errors.learn(ASLEEP, 5.3);
        assertEquals(-0.1, of(ASLEEP, 5.3, POLLED).mean(), 0.01);
    }

    /** Nor is it believed that elsewhere all is as it was, when it is worse here. */
    @Test
    void whatIsObservedNowSaysItToo() {
        errors.learn(ASLEEP, 5);
        errors.learn(POLLED, 4.9);
        assertEquals(-0.25, of(ASLEEP, 4.85, POLLED).mean(), 0.02);
    }

    /** 0.45 at most, of a model that is off by 0.15 otherwise. */
    @Test
    void aDisasterIsBelievedOfOthersAsABadFailureOnly() {
        errors.learn(ASLEEP, 5);
        errors.learn(POLLED, 2);
        assertEquals(-0.45, of(ASLEEP, 5, POLLED).mean(), 0.01);
    }

    @Test
    void anotherLoadMakesAllOfItUnknown() {
        errors.learn(POLLED, 4.6);
        errors.forget();
        assertTrue(Math.abs(of(ASLEEP, 5, POLLED).mean()) < 1e-9);
    }
}
