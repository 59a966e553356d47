package io.sidecore.policies.fixed;

import static io.sidecore.policies.Stories.placement;
import static io.sidecore.policies.Stories.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Cores;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Stories;
import io.sidecore.policies.document.Parameters.Fixed;
import io.sidecore.policies.source.BuiltInPolicies;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FixedPolicyTest {

    private static final Cores TWO = new Cores(CpuSet.of(0), CpuSet.of(0, 1));
    private static final Cores EIGHT = new Cores(CpuSet.of(0, 1), CpuSet.parse("0-7"));

    private static Policy policy(String name, Cores cores) {
        Fixed parameters =
                assertInstanceOf(Fixed.class, new BuiltInPolicies().get(name).parameters());
        return new FixedPolicy(name, parameters, Host.of(cores));
    }

    /** The reasons of every step, the hold at the end included, and the placement that was reached. */
    private static List<String> story(String name, Cores cores, String start) {
        Policy policy = policy(name, cores);
        Placement current = placement(start);
        List<String> story = new ArrayList<>();
        Decision decision;
        do {
            decision = policy.decide(Stories.NOTHING_SEEN, current);
            story.add(decision.reason().text());
            current = current.after(decision);
        } while (!(decision instanceof Decision.Hold));
        story.add(text(current));
        return story;
    }

    @Test
    void dedicatedGivesEachGuestAWorkerOfItsOwn() {
        assertEquals(
                List.of(
                        "dedicated: w0 runs on CPUs 0 and shall run on 0-1",
                        "dedicated: w0 is set to poll and shall be set to sleep",
                        "dedicated: no worker has room for vm2; adding one",
                        "dedicated: no worker has room for vm3; adding one",
                        "dedicated: placement is as the policy wants: 3 guests on 3 workers, at most 1 each, set to sleep",
                        "a1 0-1 sleep: vm2; a2 0-1 sleep: vm3; w0 0-1 sleep: vm1"),
                story("dedicated", TWO, "w0 0 poll: vm1 vm2 vm3"));
    }

    @Test
    void sharedPutsSevenGuestsOnAWorkerAndTheEighthOnTheNext() {
        assertEquals(
                List.of(
                        "shared: w0 has room; moving vm3, vm4, vm5, vm6 and 2 more to it",
                        "shared: no guests are left on w2, w3, w4, w5 and 2 more",
                        "shared: placement is as the policy wants: 8 guests on 2 workers, at most 7 each, set to sleep",
                        "w0 0-1 sleep: vm1 vm3 vm4 vm5 vm6 vm7 vm8; w1 0-1 sleep: vm2"),
                story(
                        "shared",
                        TWO,
                        "w0 0-1 sleep: vm1; w1 0-1 sleep: vm2; w2 0-1 sleep: vm3; w3 0-1 sleep: vm4;"
                                + "w4 0-1 sleep: vm5; w5 0-1 sleep: vm6; w6 0-1 sleep: vm7; w7 0-1 sleep: vm8"));
    }

    @Test
    void elvisPollsOnTheIoCoreAndNeverHasMoreWorkersThanIoCores() {
        assertEquals(
                List.of(
                        "elvis: w1 runs on CPUs 0-1 and shall run on 0",
                        "elvis: w1 is set to sleep and shall be set to poll",
                        "elvis: w1 has room; moving a, f, g, h and 1 more to it",
                        "elvis: no guests are left on w0, w2",
                        "elvis: placement is as the policy wants: 9 guests on 1 worker, at most 9 each, set to poll",
                        "w1 0 poll: a b c d e f g h i"),
                story("elvis", TWO, "w0 0-1 sleep: a; w1 0-1 sleep: b c d e; w2 0-1 sleep: f g h i"));
    }

    @Test
    void elvisLetsPinnedWorkersKeepTheirCore() {
        assertEquals(
                List.of(
                        "elvis: w0 runs on CPUs 0-7 and shall run on 0",
                        "elvis: w0 is set to sleep and shall be set to poll",
                        "elvis: placement is as the policy wants: 9 guests on 2 workers, at most 7 each, set to poll",
                        "w0 0 poll: a b c d; w1 1 poll: e f g h i"),
                story("elvis", EIGHT, "w0 0-7 sleep: a b c d; w1 1 poll: e f g h i"));
    }

    @Test
    void queuesOfAGuestComeTogether() {
        Placement torn = placement("w0 0-1 sleep: vm1; w1 0-1 sleep: vm2");
        Placement current = torn.after(
                new Decision.Attach(List.of(QueueId.parse("vm1/tx0")), new WorkerId("w1"), Reason.of("torn apart")));
        Decision decision = policy("dedicated", TWO).decide(Stories.NOTHING_SEEN, current);
        Decision.Attach attach = assertInstanceOf(Decision.Attach.class, decision);
        assertEquals(List.of(QueueId.parse("vm1/tx0")), attach.queues());
        assertEquals(new WorkerId("w0"), attach.worker());
    }

    @Test
    void withoutGuestsNothingIsDone() {
        assertEquals(
                List.of("shared: there are no guests", "w0 0-1 sleep:; w1 0-1 sleep:"),
                story("shared", TWO, "w0 0-1 sleep:; w1 0-1 sleep:"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void anyPlacementIsBroughtToWhatThePolicyWantsInBoundedSteps(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (String name : List.of("dedicated", "shared", "elvis")) {
            Placement current = random(random);
            int guests = current.devices().size();
            int steps = 0;
            Policy policy = policy(name, EIGHT);
            Decision decision = policy.decide(Stories.NOTHING_SEEN, current);
            while (!(decision instanceof Decision.Hold)) {
                current = current.after(decision);
                decision = policy.decide(Stories.NOTHING_SEEN, current);
                steps++;
                assertTrue(steps <= 4 * guests + 2, name + " seed " + seed + ": " + text(current));
            }
            assertWanted(name, current, "seed " + seed + ": " + text(current));
        }
    }

    private static void assertWanted(String name, Placement placement, String story) {
        int guests = placement.devices().size();
        int capacity = name.equals("dedicated") ? 1 : name.equals("shared") ? 7 : Math.max(7, (guests + 1) / 2);
        assertEquals((guests + capacity - 1) / capacity, placement.workers().size(), story);
        placement.workers().keySet().forEach(worker -> {
            List<String> served = placement.queuesOf(worker).stream()
                    .map(QueueId::device)
                    .distinct()
                    .toList();
            assertTrue(served.size() <= capacity, story);
            assertEquals(2 * served.size(), placement.queuesOf(worker).size(), story);
        });
        if (name.equals("elvis")) {
            assertTrue(placement.workers().size() <= 2, story);
            assertEquals(
                    placement.workers().size(),
                    placement.workers().values().stream().distinct().count(),
                    "no two on a core: " + story);
        }
    }

    private static Placement random(SplittableRandom random) {
        int workers = random.nextInt(1, 6);
        List<StringBuilder> lines = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            lines.add(new StringBuilder("w" + i + (random.nextBoolean() ? " 0-7 sleep:" : " " + i % 3 + " poll:")));
        }
        int guests = random.nextInt(1, 20);
        for (int i = 0; i < guests; i++) {
            lines.get(random.nextInt(workers)).append(" vm").append(i);
        }
        return placement(String.join("; ", lines));
    }
}
