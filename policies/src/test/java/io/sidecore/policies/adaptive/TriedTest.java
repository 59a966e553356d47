package io.sidecore.policies.adaptive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.policies.document.Judging;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A failure costs 10 s, twice as much each further time; and all others wait half a second, then one, then two. */
class TriedTest {

    private static final Judging JUDGING = new Judging(8, 2, 0.02, 0.02, 10_000, 2, 100_000);
    private static final List<String> HERE = List.of("0 poll: vm1 vm2");
    private static final List<String> THERE = List.of("0 sleep: vm1 vm2");

    private long nowNanos;
    private final Tried tried = new Tried(() -> nowNanos, JUDGING);

    private void pass(double seconds) {
        nowNanos += Math.round(seconds * 1e9);
    }

    @Test
    void whatFailedWaitsAndSoDoItsKindAndForAShortTimeAllElse() {
        assertEquals(0, tried.restNanos());
        tried.failed("gather", HERE, false);
        assertEquals(500_000_000, tried.restNanos());
        assertTrue(tried.waits("other", HERE));
        assertTrue(tried.waits("gather", THERE));
        assertFalse(tried.waits("other", THERE));
        pass(10);
        assertFalse(tried.waits("gather", HERE));
    }

    @Test
    void eachFurtherTimeCostsTwiceAsMuch() {
        tried.failed("gather", HERE, false);
        tried.failed("gather", HERE, false);
        assertEquals(2, tried.failuresInARow());
        assertEquals(1_000_000_000, tried.restNanos());
        pass(19.9);
        assertTrue(tried.waits("other", HERE));
        pass(0.1);
        assertFalse(tried.waits("other", HERE));
    }

    @Test
    void whatDidHarmCostsAsMuchAsTwoFailures() {
        tried.failed("gather", HERE, true);
        pass(10);
        assertFalse(tried.waits("gather", THERE));
        assertTrue(tried.waits("gather", HERE));
        pass(10);
        assertFalse(tried.waits("gather", HERE));
    }

    @Test
    void aKeptChangeLetsOtherKindsTryAgainButNotWhatFailed() {
        tried.failed("gather", HERE, false);
        tried.kept();
        assertEquals(0, tried.restNanos());
        assertFalse(tried.waits("gather", THERE));
        assertTrue(tried.waits("gather", HERE));
    }

    @Test
    void underAnotherLoadAllMayBeTried() {
        tried.failed("gather", HERE, true);
        tried.forget();
        assertEquals(0, tried.restNanos());
        assertFalse(tried.waits("gather", HERE));
    }
}
