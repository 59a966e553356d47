package io.sidecore.policies.guard;

import static io.sidecore.policies.Stories.NOTHING_SEEN;
import static io.sidecore.policies.Stories.placement;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Feedback;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Refusal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private static final Placement PLACEMENT = placement("w0 0-1 sleep: vm1; w1 0-1 sleep: vm2");
    private static final WorkerId W0 = new WorkerId("w0");
    private static final Decision POLL = new Decision.Poll(W0, PollMode.POLL, Reason.of("wakes often"));
    private static final Decision PIN = new Decision.Repin(W0, CpuSet.of(0), Reason.of("core 0 is free"));
    private static final Refusal NO = new Refusal("not on weekdays", Duration.ofSeconds(60));

    private long nowNanos = 5_000_000_000L;
    private final Refusals refusals = new Refusals(() -> nowNanos);

    private String ask(Decision wanted) {
        Policy policy = refusals.respecting((now, current) -> wanted);
        return policy.decide(NOTHING_SEEN, PLACEMENT).reason().text();
    }

    @Test
    void aRefusedChangeWaitsUntilItsRefusalIsOverAndOthersDoNot() {
        refusals.refused(POLL, PLACEMENT, NO);
        assertEquals("refused for another 60.0 s: not on weekdays", ask(POLL));
        assertEquals("core 0 is free", ask(PIN));
        nowNanos += 59_900_000_000L;
        assertEquals("refused for another 0.1 s: not on weekdays", ask(POLL));
        nowNanos += 100_000_000L;
        assertEquals("wakes often", ask(POLL));
    }

    @Test
    void otherStepsThatLeadToTheSameAreRefusedToo() {
        refusals.refused(POLL, PLACEMENT, NO);
        assertEquals(
                "refused for another 60.0 s: not on weekdays",
                ask(new Decision.Arrange(List.of(POLL), Reason.of("best of all"))));
    }

    @Test
    void aChangeThatWasOvertakenMayBeAskedForAtOnce() {
        refusals.refused(POLL, PLACEMENT, new Refusal("things changed", Duration.ZERO));
        assertEquals("wakes often", ask(POLL));
    }

    @Test
    void everyListenerHearsOfIt() {
        Refusals other = new Refusals(() -> nowNanos);
        Feedback.toAll(List.of(refusals, other)).refused(POLL, PLACEMENT, NO);
        assertEquals(refusals.of(POLL, PLACEMENT), other.of(POLL, PLACEMENT));
        assertEquals(NO, other.of(POLL, PLACEMENT).orElseThrow());
    }

    @Test
    void aRefusalNeedsAReason() {
        assertThrows(IllegalArgumentException.class, () -> new Refusal(" ", Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> new Refusal("no", Duration.ofSeconds(-1)));
    }
}
