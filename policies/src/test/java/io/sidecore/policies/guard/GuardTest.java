package io.sidecore.policies.guard;

import static io.sidecore.policies.Stories.NOTHING_SEEN;
import static io.sidecore.policies.Stories.placement;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Feedback;
import io.sidecore.policies.NanoClock;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.Reason;
import io.sidecore.policies.document.Guards;
import io.sidecore.policies.document.Judging;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardTest {

    private static final Placement PLACEMENT = placement("w0 0-1 sleep: vm1; w1 0-1 sleep: vm2");
    private static final WorkerId W0 = new WorkerId("w0");
    private static final Decision POLL = new Decision.Poll(W0, PollMode.POLL, Reason.of("wakes often"));
    private static final Decision PIN = new Decision.Repin(W0, CpuSet.of(0), Reason.of("core 0 is free"));
    private static final Decision.Hold HOLD = new Decision.Hold(Reason.of("quiet"));
    private static final Judging JUDGING = new Judging(8, 2, 0.05, 0.02, 4000, 2, 10_000);

    private long nowNanos = 5_000_000_000L;
    private final NanoClock clock = () -> nowNanos;

    private void pass(double seconds) {
        nowNanos += Math.round(seconds * 1e9);
    }

    private static String ask(Policy policy) {
        return policy.decide(NOTHING_SEEN, PLACEMENT).reason().text();
    }

    private static Policy always(Decision decision) {
        return (now, current) -> decision;
    }

    private static Policy script(Decision... decisions) {
        Deque<Decision> left = new ArrayDeque<>(List.of(decisions));
        return (now, current) -> left.removeFirst();
    }

    @Test
    void persistenceWantsToBeAskedInARow() {
        Policy policy = new Persistence(3, script(POLL, POLL, HOLD, POLL, POLL, POLL, POLL, HOLD, POLL));
        assertEquals("wants this for 1 of 3 observations in a row: wakes often", ask(policy));
        assertEquals("wants this for 2 of 3 observations in a row: wakes often", ask(policy));
        assertEquals("quiet", ask(policy));
        assertEquals("wants this for 1 of 3 observations in a row: wakes often", ask(policy));
        assertEquals("wants this for 2 of 3 observations in a row: wakes often", ask(policy));
        assertEquals("wakes often", ask(policy));
        assertEquals("wakes often", ask(policy));
        assertEquals("quiet", ask(policy));
        assertEquals("wants this for 1 of 3 observations in a row: wakes often", ask(policy));
    }

    @Test
    void cooldownIsSilentAfterAKeptChangeOfItsOwn() {
        Cooldown policy = new Cooldown(clock, Duration.ofSeconds(30), always(POLL));
        assertEquals("wakes often", ask(policy));
        policy.kept(PIN, PLACEMENT);
        assertEquals("wakes often", ask(policy));
        policy.undone(POLL, PLACEMENT, Feedback.Harm.NONE_SEEN);
        assertEquals("wakes often", ask(policy));
        policy.kept(POLL, PLACEMENT);
        pass(29);
        assertEquals("cools down for another 1.0 s: wakes often", ask(policy));
        pass(1);
        assertEquals("wakes often", ask(policy));
    }

    @Test
    void priceDoublesWithEachFailureUpToItsMaximum() {
        Price policy = new Price("poll", clock, JUDGING, always(POLL));
        assertEquals("wakes often", ask(policy));
        policy.undone(POLL, PLACEMENT, Feedback.Harm.NONE_SEEN);
        assertEquals("'poll' waits another 4.0 s, since it was undone 1 time", ask(policy));
        pass(4);
        assertEquals("wakes often", ask(policy));
        policy.undone(POLL, PLACEMENT, Feedback.Harm.NONE_SEEN);
        assertEquals("'poll' waits another 8.0 s, since it was undone 2 times in a row", ask(policy));
        pass(8);
        assertEquals("wakes often", ask(policy));
        policy.undone(POLL, PLACEMENT, Feedback.Harm.NONE_SEEN);
        assertEquals("'poll' waits another 10.0 s, since it was undone 3 times in a row", ask(policy));
    }

    @Test
    void harmCountsTwice() {
        Price policy = new Price("poll", clock, JUDGING, always(POLL));
        ask(policy);
        policy.undone(POLL, PLACEMENT, Feedback.Harm.DONE);
        assertEquals("'poll' waits another 8.0 s, since it was undone 1 time", ask(policy));
    }

    @Test
    void anotherKeptChangeEndsTheWaitButDoesNotForget() {
        Price policy = new Price("poll", clock, JUDGING, always(POLL));
        ask(policy);
        policy.undone(POLL, PLACEMENT, Feedback.Harm.NONE_SEEN);
        policy.kept(PIN, PLACEMENT);
        assertEquals("wakes often", ask(policy));
        policy.undone(POLL, PLACEMENT, Feedback.Harm.NONE_SEEN);
        assertEquals("'poll' waits another 8.0 s, since it was undone 2 times in a row", ask(policy));
    }

    @Test
    void aKeptChangeOfItsOwnForgives() {
        Price policy = new Price("poll", clock, JUDGING, always(POLL));
        ask(policy);
        policy.undone(POLL, PLACEMENT, Feedback.Harm.NONE_SEEN);
        pass(4);
        ask(policy);
        policy.kept(POLL, PLACEMENT);
        ask(policy);
        policy.undone(POLL, PLACEMENT, Feedback.Harm.NONE_SEEN);
        assertEquals("'poll' waits another 4.0 s, since it was undone 1 time", ask(policy));
    }

    @Test
    void priceDoesNotCareAboutFailuresOfOthers() {
        Price policy = new Price("poll", clock, JUDGING, always(POLL));
        ask(policy);
        policy.undone(PIN, PLACEMENT, Feedback.Harm.NONE_SEEN);
        assertEquals("wakes often", ask(policy));
    }

    @Test
    void flapBudgetHoldsStillAfterTooManyReturns() {
        Placement sleeping = placement("w0 0 sleep: vm1");
        Placement polling = placement("w0 0 poll: vm1");
        FlapBudget policy = new FlapBudget(clock, new Guards(1, 0, 1, 60_000), always(POLL));
        policy.decide(NOTHING_SEEN, sleeping);
        policy.kept(POLL, polling); // new: no flap
        pass(10);
        policy.decide(NOTHING_SEEN, polling);
        policy.kept(POLL, sleeping); // the first return is in the budget
        assertSame(POLL, policy.decide(NOTHING_SEEN, sleeping));
        pass(10);
        policy.kept(POLL, placement("w7 0 poll: vm1; w8 1 sleep:")); // the second, under another name
        assertEquals(
                "went to and fro 2 times; holds still for another 50.0 s",
                policy.decide(NOTHING_SEEN, polling).reason().text());
        pass(50.1);
        assertSame(POLL, policy.decide(NOTHING_SEEN, polling));
    }

    @Test
    void whatWasLeftLongAgoMayComeBack() {
        Placement sleeping = placement("w0 0 sleep: vm1");
        Placement polling = placement("w0 0 poll: vm1");
        FlapBudget policy = new FlapBudget(clock, new Guards(1, 0, 0, 60_000), always(POLL));
        policy.decide(NOTHING_SEEN, sleeping);
        policy.kept(POLL, polling);
        pass(61);
        policy.decide(NOTHING_SEEN, polling);
        policy.kept(POLL, sleeping);
        assertSame(POLL, policy.decide(NOTHING_SEEN, sleeping));
    }

    @Test
    void handsAreKeptOffAWorkerThatSomebodySet() {
        HandsOff policy = new HandsOff(new HandsOff.Claims(), always(POLL));
        assertSame(POLL, policy.decide(NOTHING_SEEN, PLACEMENT));
        policy.kept(POLL, placement("w0 0-1 poll: vm1; w1 0-1 sleep: vm2"));
        Placement theirs = placement("w0 1 sleep: vm1; w1 0-1 sleep: vm2");
        assertEquals(
                "somebody set w0 to CPUs 1, sleep; left alone",
                policy.decide(NOTHING_SEEN, theirs).reason().text());
        assertEquals(
                "somebody set w0 to CPUs 1, sleep; left alone",
                policy.decide(NOTHING_SEEN, theirs).reason().text());
    }

    @Test
    void handsAreKeptOffAQueueThatSomebodyMovedAndOnlyOffThat() {
        Decision retire = new Decision.RetireWorker(List.of(new WorkerId("w1")), W0, Reason.of("light"));
        HandsOff policy = new HandsOff(new HandsOff.Claims(), script(HOLD, retire, POLL));
        policy.decide(NOTHING_SEEN, placement("w0 0-1 sleep: vm1 vm3; w1 0-1 sleep: vm2"));
        Placement theirs = placement("w0 0-1 sleep: vm1; w1 0-1 sleep: vm2 vm3");
        assertEquals(
                "somebody moved vm3/rx0 to w1; left alone",
                policy.decide(NOTHING_SEEN, theirs).reason().text());
        assertSame(POLL, policy.decide(NOTHING_SEEN, theirs));
    }

    @Test
    void guestsThatComeAndGoAreNobodysDoing() {
        HandsOff policy = new HandsOff(new HandsOff.Claims(), script(HOLD, POLL));
        policy.decide(NOTHING_SEEN, placement("w0 0-1 sleep: vm1 vm2; w1 0-1 sleep: vm3"));
        assertSame(POLL, policy.decide(NOTHING_SEEN, placement("w0 0-1 sleep: vm1 vm3 vm4")));
    }

    @Test
    void theFirstChangeWinsAndElseTheFirstReasonToHold() {
        Decision busy = new Decision.Hold(Reason.of("waits"));
        assertSame(POLL, new FirstOf(List.of(always(HOLD), always(POLL), always(PIN))).decide(NOTHING_SEEN, PLACEMENT));
        assertSame(
                busy,
                new FirstOf(List.of(always(FirstOf.NOTHING), always(busy), always(HOLD)))
                        .decide(NOTHING_SEEN, PLACEMENT));
        assertSame(FirstOf.NOTHING, new FirstOf(List.of(always(FirstOf.NOTHING))).decide(NOTHING_SEEN, PLACEMENT));
    }
}
