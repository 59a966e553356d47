package io.sidecore.policies.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.policies.plan.Conflict.Rule;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlannerTest {

    private static final Ruled ANY = Ruled.ANY;

    private static String conflicts(Plan plan) {
        return String.join(
                "; ",
                plan.conflicts().stream()
                        .map(each -> each.guest() + " " + each.queues() + " " + each.rule() + ": " + each.reason())
                        .toList());
    }

    @Test
    void nineLoadsThatTheLargestFirstWouldPlaceBadlyFillThreeWorkersEvenly() {
        Plan plan = Small.plan("w0; w1; w2", "vm1: 0.5 0.5 0.4 0.4 0.3 0.3 0.2 0.2 0.2", ANY);
        assertEquals(1.0, plan.busiest(), 1e-9);
        assertEquals(1.0, plan.bound().load(), 1e-9);
        assertTrue(plan.feasible());
    }

    @Test
    void fiveLoadsOnTwoWorkers() {
        Plan plan = Small.plan("w0; w1", "vm1: 0.3 0.3 0.2 0.2 0.2", ANY);
        assertEquals("w0: vm1/q2 vm1/q3 vm1/q4; w1: vm1/q0 vm1/q1", Small.text(plan));
        assertEquals(
                "5 queues on 2 workers: the busiest is w0 at 60.0%, at the lower bound of 60.0%, which is the mean load"
                        + " of all workers.",
                plan.explanation());
    }

    @Test
    void anIndivisibleLoadIsABound() {
        Plan plan = Small.plan("w0; w1", "vm1: 0.9 0.1 0.1", ANY);
        assertEquals(new Bound(0.9, "the largest load that cannot be divided, on all workers"), plan.bound());
        assertEquals(0.9, plan.busiest());
    }

    @Test
    void moreLargeLoadsThanWorkersMustShare() {
        Plan plan = Small.plan("w0; w1", "vm1: 0.6 0.5 0.4", ANY);
        assertEquals(
                "the 3 largest loads, 2 of which must share one of all workers",
                plan.bound().why());
        assertEquals(0.9, plan.bound().load(), 1e-9);
        assertEquals(0.9, plan.busiest(), 1e-9);
    }

    @Test
    void whatIsProvenByTryingAllIsABound() {
        Plan plan = Small.plan("w0; w1", "vm1: 0.5 0.4 0.3 0.25", ANY);
        assertEquals(0.75, plan.busiest(), 1e-9);
        assertEquals(0.75, plan.bound().load(), 1e-9);
        assertTrue(plan.explanation().contains("no assignment of the 4 loads around the busiest is better"));
    }

    @Test
    void balancedQueuesStayWhereTheyAre() {
        Plan plan = Small.plan("w0; w1", "vm1: 0.5>w0 0.49>w1", ANY);
        assertEquals(List.of(), plan.moves());
        assertTrue(plan.explanation().startsWith("Nothing moves: the busiest is w0 at 50.0%"), plan.explanation());
    }

    @Test
    void anOverloadedWorkerShedsTheOneQueueThatFits() {
        Plan plan = Small.plan("w0; w1", "vm1: 0.5>w0 0.3>w0 0.1>w0; vm2: 0.3>w1", ANY);
        assertEquals("w0: vm1/q0 vm1/q2; w1: vm1/q1 vm2/q0", Small.text(plan));
        assertEquals(1, plan.moves().size());
        assertEquals(
                "1 move of 4 queues take the busiest worker from w0 at 90.0% to w0 at 60.0%, at the lower bound of"
                        + " 60.0%, which is the mean load of all workers.",
                plan.explanation());
    }

    @Test
    void aMoveThatGainsLessThanItsPriceIsNotMade() {
        String guests = "vm1: 0.5>w0 0.2>w0; vm2: 0.4>w1";
        assertEquals(
                1, Small.plan("w0; w1", guests, ANY.withMovePrice(0.05)).moves().size());
        assertEquals(
                0, Small.plan("w0; w1", guests, ANY.withMovePrice(0.2)).moves().size());
    }

    @Test
    void queuesOfAWorkerThatIsNoLongerThereMoveAndNoOthers() {
        Plan plan = Small.plan("w0; w1", "vm1: 0.2>w0 0.2>w1 0.2>w9", ANY);
        assertEquals(1, plan.moves().size());
        assertEquals("vm1/q2", plan.moves().get(0).queue().toString());
    }

    @Test
    void aPinnedQueueStaysAndItsLoadCounts() {
        Plan plan = Small.plan("w0; w1", "vm1: 0.6>w0! 0.2>w0 0.2>w0", ANY);
        assertEquals("w0: vm1/q0; w1: vm1/q1 vm1/q2", Small.text(plan));
        assertEquals(new Bound(0.6, "the load that is pinned to w0"), plan.bound());
    }

    @Test
    void aQueuePinnedToAWorkerThatIsNotThereIsNamed() {
        Plan plan = Small.plan("w0", "vm1: 0.6>w9! 0.2", ANY);
        assertEquals("vm1 [vm1/q0] pinned: pinned to w9, which is not among the workers", conflicts(plan));
        assertEquals("w0: vm1/q1", Small.text(plan));
    }

    @Test
    void hardNumaKeepsQueuesOnTheNodeOfTheirGuest() {
        Plan plan = Small.plan("w0@0; w1@1", "vm1@0: 0.4 0.4; vm2@1: 0.1", ANY.with(Numa.HARD));
        assertEquals("w0: vm1/q0 vm1/q1; w1: vm2/q0", Small.text(plan));
        assertEquals("the mean load of the workers of node 0", plan.bound().why());
    }

    @Test
    void hardNumaNamesTheNodeWithoutAWorker() {
        Plan plan = Small.plan("w0@0", "vm1@3: 0.4 0.2; vm2@0: 0.1", ANY.with(Numa.HARD));
        assertEquals("vm1 [vm1/q0, vm1/q1] numa: node 3, where its memory is, has no worker", conflicts(plan));
        assertEquals("w0: vm2/q0", Small.text(plan));
        assertTrue(plan.explanation().endsWith(" 2 queues cannot be served: vm1 (numa)."), plan.explanation());
    }

    @Test
    void softNumaFallsBackWhereANodeHasNoWorker() {
        Plan plan = Small.plan("w0@0", "vm1@3: 0.4; vm2@0: 0.1", ANY.with(Numa.SOFT));
        assertEquals("w0: vm1/q0 vm2/q0", Small.text(plan));
        assertEquals(0.4 * 1.3 + 0.1, plan.busiest(), 1e-9);
    }

    @Test
    void softNumaKeepsToTheNodeUntilItIsOverloaded() {
        Ruled soft = ANY.with(Numa.SOFT);
        assertEquals("w0: vm1/q0 vm1/q1", Small.text(Small.plan("w0@0; w1@1", "vm1@0: 0.5 0.4", soft)));
        assertEquals("w0: vm1/q0; w1: vm1/q1", Small.text(Small.plan("w0@0; w1@1", "vm1@0: 0.8 0.4", soft)));
    }

    @Test
    void differentCgroupsShareNoWorker() {
        Plan plan = Small.plan("w0; w1; w2", "vm1 cg=/a: 0.3; vm2 cg=/b: 0.1; vm3 cg=/a: 0.4", ANY.matchingCgroups());
        assertEquals("w0: vm3/q0; w1: vm2/q0; w2: vm1/q0", Small.text(plan));
    }

    @Test
    void moreCgroupsThanWorkersAreCountedAsTheRfcDoes() {
        Plan plan = Small.plan(
                "w0; w1; w2",
                "vm1 cg=/a: 0.3; vm2 cg=/a: 0.3; vm3 cg=/a: 0.3; vm4 cg=/b: 0.2; vm5 cg=/c: 0.1",
                ANY.matchingCgroups().withGuestsPerWorker(2));
        assertEquals(
                "vm5 [vm5/q0] cgroupMatch: 3 groups of guests that share no worker need 4 workers, and cgroup set '/c'"
                        + " has 3 to choose from, which all serve others",
                conflicts(plan));
        assertEquals(4, plan.assignment().size());
    }

    @Test
    void aWorkerBoundToCgroupsServesNoOthers() {
        Plan plan = Small.plan("w0 cg=/a; w1 cg=/b", "vm1 cg=/a: 0.3 0.3; vm2 cg=/b: 0.1", ANY.matchingCgroups());
        assertEquals("w0: vm1/q0 vm1/q1; w1: vm2/q0", Small.text(plan));
    }

    @Test
    void guestsPerWorkerIsALimit() {
        Plan plan = Small.plan("w0; w1", "vm1: 0.6; vm2: 0.1; vm3: 0.1; vm4: 0.1", ANY.withGuestsPerWorker(2));
        plan.shares().forEach(share -> assertEquals(2, share.guests()));
        assertTrue(plan.feasible());
    }

    @Test
    void aGuestTooManyIsNamedWithTheLimit() {
        Plan plan = Small.plan("w0; w1", "vm1: 0.6; vm2: 0.2; vm3: 0.1", ANY.withGuestsPerWorker(1));
        assertEquals(
                "vm3 [vm3/q0] guestsPerWorker: 2 of the 2 workers that may serve it have 1 guests, the limit",
                conflicts(plan));
    }

    @Test
    void aClassHasWorkersOfItsOwn() {
        Plan plan = Small.plan("w0; w1; w2 for=gold", "vm1 class=gold: 0.3 0.3; vm2: 0.1 0.1", ANY);
        assertEquals("w0: vm2/q0; w1: vm2/q1; w2: vm1/q0 vm1/q1", Small.text(plan));
    }

    @Test
    void aClassWithoutWorkersSetAsideTakesOneForItself() {
        Plan plan = Small.plan("w0; w1", "vm1 class=gold: 0.3; vm2: 0.1 0.1; vm3 class=gold: 0.3", ANY);
        assertEquals(
                2, plan.shares().stream().filter(share -> share.guests() > 0).count());
        assertEquals(0.6, plan.busiest(), 1e-9);
    }

    @Test
    void nobodyMayUseWorkersSetAsideForOthers() {
        Plan plan = Small.plan("w0 for=gold", "vm1: 0.3", ANY);
        assertEquals("vm1 [vm1/q0] isolation: no worker is for guests of no class", conflicts(plan));
    }

    @Test
    void guestsThatMustBeApartAre() {
        Plan plan = Small.plan("w0; w1", "vm1: 0.1; vm2: 0.1; vm3: 0.5", ANY.withApart(List.of(Set.of("vm1", "vm2"))));
        assertFalse(plan.shares().stream().anyMatch(share -> share.guests() == 0));
        assertEquals(0.6, plan.busiest(), 1e-9);
    }

    @Test
    void tooManyGuestsToKeepApartAreNamed() {
        Plan plan = Small.plan(
                "w0; w1", "vm1: 0.3; vm2: 0.2; vm3: 0.1", ANY.withApart(List.of(Set.of("vm1", "vm2", "vm3"))));
        assertEquals(
                "vm3 [vm3/q0] apart: each of the 2 workers that may serve it serves one from whom it must be"
                        + " apart: vm1, vm2",
                conflicts(plan));
    }

    @Test
    void queuesThatMustStayTogetherDo() {
        Plan plan = Small.plan("w0; w1", "vm1 together: 0.3>w0 0.3>w1 0.3>w0; vm2: 0.3>w1", ANY);
        assertEquals("w0: vm1/q0 vm1/q1 vm1/q2; w1: vm2/q0", Small.text(plan));
        assertEquals(1, plan.moves().size());
    }

    @Test
    void togetherFollowsAPin() {
        Plan plan = Small.plan("w0; w1", "vm1 together: 0.3 0.3>w1! 0.3>w0", ANY);
        assertEquals("w1: vm1/q0 vm1/q1 vm1/q2", Small.text(plan));
    }

    @Test
    void pinsThatBreakRulesAreNamed() {
        Plan plan = Small.plan("w0@0; w1@1", "vm1@0 together: 0.3>w0! 0.3>w1! 0.1; vm2@1: 0.1", ANY.with(Numa.HARD));
        assertEquals(
                List.of(Rule.TOGETHER, Rule.NUMA),
                plan.conflicts().stream().map(Conflict::rule).toList());
        assertEquals(
                "vm1 [] together: its queues must stay together, and are pinned to w0, w1; vm1 [] numa: pinned to w1,"
                        + " which is on node 1, while its memory is on node 0",
                conflicts(plan));
    }

    @Test
    void aWorkerOfTwiceTheCapacityGetsTwiceTheLoad() {
        Plan plan = Small.plan("w0 x2; w1", "vm1: 0.2 0.2 0.2", ANY);
        assertEquals("w0: vm1/q0 vm1/q1; w1: vm1/q2", Small.text(plan));
        assertEquals(0.2, plan.busiest(), 1e-9);
    }

    @Test
    void withoutWorkersEveryQueueIsLeft() {
        Plan plan = Planner.plan(new Instance(List.of(), Small.guests("vm1: 0.2"), ANY.rules()));
        assertEquals("vm1 [vm1/q0] workers: there is no worker", conflicts(plan));
    }

    @Test
    void withoutQueuesThereIsNothingToDo() {
        Plan plan = Planner.plan(new Instance(Small.workers("w0"), List.of(), ANY.rules()));
        assertTrue(plan.feasible());
        assertEquals(0, plan.busiest());
    }

    @Test
    void anInstanceThatIsTooLargeIsRefusedBeforeItFillsTheMemory() {
        List<PlanWorker> workers = IntStream.range(0, 4096)
                .mapToObj(i -> Draws.worker("w" + i, OptionalInt.empty()))
                .toList();
        List<PlanGuest> guests = IntStream.range(0, 100_000)
                .mapToObj(i -> Draws.guest("vm" + i, OptionalInt.empty(), List.of()))
                .toList();
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new Instance(workers, guests, ANY.rules()));
        assertEquals(
                "100000 guests on 4096 workers are too many; want at most 16777216 for guests times workers",
                refused.getMessage());
        Rules sets = ANY.withApart(Collections.nCopies(1000, Set.of("vm1"))).rules();
        assertEquals(
                "1000 sets to keep apart are too many; want at most 16777216 for sets times guests and workers",
                assertThrows(IllegalArgumentException.class, () -> new Instance(workers.subList(0, 100), guests, sets))
                        .getMessage());
    }

    @Test
    void moreQueuesThanAPlanCanNumberAreRefused() {
        List<PlanQueue> queues = IntStream.rangeClosed(0, 1 << 20)
                .mapToObj(i -> new PlanQueue(
                        new QueueId("vm" + i / 10_000, QueueId.Direction.REQUEST, i % 10_000),
                        0.1,
                        Optional.empty(),
                        false))
                .toList();
        PlanGuest guest = Draws.guest("vm1", OptionalInt.empty(), queues);
        assertEquals(
                "1048577 queues are too many; want at most 1048576",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new Instance(Small.workers("w0"), List.of(guest), ANY.rules()))
                        .getMessage());
    }

    @Test
    void namesThatDoNotFitTogetherAreAllReported() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> new Instance(
                        Small.workers("w0; w0"),
                        Small.guests("vm1: 0.1; vm1: 0.2"),
                        ANY.withApart(List.of(Set.of("vm9"))).rules()));
        assertEquals("""
                worker w0 is there twice; want each worker once
                guest vm1 is there twice; want each guest once
                queue vm1/q0 is there twice; want each queue once, with one guest
                apart names guest vm9, which is not there; want names of guests""", refused.getMessage());
    }
}
