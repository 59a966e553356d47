package io.sidecore.policies.fixed;

import static io.sidecore.policies.Stories.placement;
import static io.sidecore.policies.Stories.text;
import static io.sidecore.policies.fixed.TwoNodes.TWO_NODES;
import static io.sidecore.policies.fixed.TwoNodes.builtIn;
import static io.sidecore.policies.fixed.TwoNodes.settled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueLoad;
import io.sidecore.policies.Cores;
import io.sidecore.policies.Decision;
import io.sidecore.policies.GuestFacts;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.document.Parameters.Fixed;
import io.sidecore.policies.document.Pin;
import io.sidecore.policies.document.PolicyException;
import io.sidecore.policies.document.Spread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The designs of the talk: where each puts guests, by what it knows of them. */
class DesignsTest {

    @Test
    void affinityLetsAWorkerForEachGuestRunOnAnyIoCore() {
        assertEquals(
                "a1 0-1,4 sleep: b; a2 0-1,4 sleep: c; w0 0-1,4 sleep: a",
                settled("affinity", new TwoNodes.Guests().host(TWO_NODES), "w0 0-7 sleep: a b c"));
    }

    @Test
    void sharedPutsNoGuestsOfDifferentCgroupsTogether() {
        Host host = new TwoNodes.Guests()
                .cgroup("a", "/red")
                .cgroup("b", "/blue")
                .cgroup("c", "/red")
                .cgroup("d", "/red", "/blue")
                .host(TWO_NODES);
        assertEquals(
                "a1 0-7 sleep: b; a2 0-7 sleep: d; a3 0-7 sleep: e; w0 0-7 sleep: a c",
                settled("shared", host, "w0 0-7 sleep: a b c d e"));
    }

    @Test
    void sharedPutsGuestsOfUnknownCgroupsWithEachOtherOnly() {
        Host host = new TwoNodes.Guests().cgroup("a", "/red").cgroup("b").host(TWO_NODES);
        assertEquals(
                "a1 0-7 sleep: a; a2 0-7 sleep: b; w0 0-7 sleep: c d",
                settled("shared", host, "w0 0-7 sleep: a b c d"));
    }

    @Test
    void elvisSharingFillsOneIoCoreWithSevenGuestsBeforeTheNextAndSleeps() {
        assertEquals(
                "a1 1 sleep: h; w0 0 sleep: a b c d e f g",
                settled("elvis-sharing", new TwoNodes.Guests().host(TWO_NODES), "w0 0-7 sleep: a b c d e f g h"));
    }

    @Test
    void evenSpreadsGuestsOverAllIoCores() {
        Fixed even = new Fixed(1, 1024, Spread.EVEN, false, PollMode.POLL, Pin.IO_CORES, List.of(), Set.of());
        assertEquals(
                "a1 1 poll: c e; a2 4 poll: d; w0 0 poll: a b",
                text(settled(even, new TwoNodes.Guests().host(TWO_NODES), placement("w0 0-7 sleep: a b c d e"))));
    }

    @Test
    void elvisServesGuestsFromAnIoCoreOfTheirNode() {
        Host host = new TwoNodes.Guests()
                .on("a", 1, "5")
                .on("b", 0, "2")
                .on("c", 1, "6")
                .host(TWO_NODES);
        assertEquals("a1 0 poll: b; w0 4 poll: a c", settled("elvis", host, "w0 0-7 sleep: a b c"));
    }

    @Test
    void elvisPostedIsPlacedLikeElvis() {
        Host host = new TwoNodes.Guests().on("a", 1, "5").on("b", 0, "2").host(TWO_NODES);
        assertEquals(
                settled("elvis", host, "w0 0-7 sleep: a b c d"),
                settled("elvis-posted", host, "w0 0-7 sleep: a b c d"));
    }

    @Test
    void perCpuStaysOnTheNodeButOffTheGuestsCpuAndItsSibling() {
        Host host = new TwoNodes.Guests().on("a", 0, "0").on("b", 1, "4-5").host(TWO_NODES);
        assertEquals("a1 6 sleep: b; w0 2 sleep: a", settled("per-cpu", host, "w0 0-7 sleep: a b"));
    }

    @Test
    void perCpuTakesTheSiblingIfNothingElseIsLeftOnTheNode() {
        Host host = new TwoNodes.Guests().on("a", 0, "0,2-3").host(TWO_NODES);
        assertEquals("w0 1 sleep: a", settled("per-cpu", host, "w0 0-7 sleep: a"));
    }

    @Test
    void perCpuGoesByTheNodeOfTheVcpusIfThatOfTheMemoryIsUnknown() {
        Host host = new Host(
                TWO_NODES,
                new TwoNodes.Guests().host(TWO_NODES).nodes(),
                List.of(),
                guest -> new GuestFacts(Optional.empty(), OptionalInt.empty(), Optional.of(CpuSet.of(5))));
        assertEquals("w0 4 sleep: a", settled("per-cpu", host, "w0 0-7 sleep: a"));
    }

    @Test
    void workqueueTearsGuestsApartOverAsManyWorkersAsCpus() {
        Cores three = new Cores(CpuSet.of(0), CpuSet.parse("0-2"));
        Placement reached = settled(builtIn("workqueue"), Host.of(three), placement("w0 0 poll: a b c"));
        assertEquals(3, reached.workers().size());
        reached.workers().forEach((worker, setting) -> {
            assertEquals(new Placement.Setting(three.all(), PollMode.SLEEP), setting);
            assertEquals(2, reached.queuesOf(worker).size(), worker.name());
        });
    }

    @Test
    void soManyWorkersAndNoMore() {
        Fixed two =
                new Fixed(1, 2, Spread.EVEN, false, PollMode.parse("spin=50us"), Pin.parse("5-7"), List.of(), Set.of());
        assertEquals(
                "a1 6 spin=50us: d e; w0 5 spin=50us: a b c",
                text(settled(two, new TwoNodes.Guests().host(TWO_NODES), placement("w0 0-7 sleep: a b c d e"))));
    }

    @Test
    void listedGroupsShareAWorkerAndOthersDoNotJoinThem() {
        Fixed listed = new Fixed(
                2,
                1024,
                Spread.FILL,
                false,
                PollMode.POLL,
                Pin.IO_CORES,
                List.of(List.of("a", "d"), List.of("gone"), List.of("b")),
                Set.of());
        assertEquals(
                "a1 1 poll: b; a2 4 poll: c e; w0 0 poll: a d",
                text(settled(listed, new TwoNodes.Guests().host(TWO_NODES), placement("w0 0-7 sleep: a b c d e"))));
    }

    @Test
    void byLoadPutsTheBusiestGuestAloneAndDoesNotFollowWhatComesLater() {
        Fixed byLoad = new Fixed(1, 2, Spread.LOAD, false, PollMode.SLEEP, Pin.NONE, List.of(), Set.of());
        Policy policy = new FixedPolicy("by-load", byLoad, Host.of(TWO_NODES));
        Placement start = placement("w0 0-7 sleep: a b c");
        Placement reached = settled(policy, loads(Map.of("a", 0.2, "b", 0.5, "c", 0.2)), start);
        assertEquals("a1 0-7 sleep: a c; w0 0-7 sleep: b", text(reached));
        Decision later = policy.decide(loads(Map.of("a", 0.9, "b", 0.1, "c", 0.9)), reached);
        assertEquals(
                "by-load: placement is as the policy wants: 3 guests on 2 workers, at most 2 each, set to sleep",
                later.reason().text());
        assertInstanceOf(Decision.Hold.class, later);
    }

    @Test
    void byLoadServesGuestsFromACpuOfTheirNode() {
        Fixed byLoad = new Fixed(1, 1024, Spread.LOAD, false, PollMode.POLL, Pin.IO_CORES, List.of(), Set.of());
        Host host = new TwoNodes.Guests()
                .on("a", 1, "5")
                .on("b", 0, "2")
                .on("c", 0, "3")
                .host(TWO_NODES);
        Policy policy = new FixedPolicy("by-load", byLoad, host);
        Placement reached =
                settled(policy, loads(Map.of("a", 0.1, "b", 0.5, "c", 0.2)), placement("w0 0-7 sleep: a b c"));
        assertEquals("a1 0 poll: b; a2 1 poll: c; w0 4 poll: a", text(reached));
    }

    @Test
    void byLoadServesMoreGuestsThanANodeHasIoCoresOnThatNodeAllTheSame() {
        Fixed byLoad = new Fixed(1, 1024, Spread.LOAD, false, PollMode.POLL, Pin.IO_CORES, List.of(), Set.of());
        Host host = new TwoNodes.Guests()
                .on("a", 1, "5")
                .on("b", 1, "6")
                .on("c", 0, "3")
                .host(TWO_NODES);
        Policy policy = new FixedPolicy("by-load", byLoad, host);
        Placement reached =
                settled(policy, loads(Map.of("a", 0.1, "b", 0.5, "c", 0.2)), placement("w0 0-7 sleep: a b c"));
        assertEquals("a1 0 poll: c; w0 4 poll: a b", text(reached));
    }

    private static Observation loads(Map<String, Double> guests) {
        List<QueueLoad> queues = new ArrayList<>();
        guests.forEach((guest, busy) -> queues.add(new QueueLoad(
                QueueId.parse(guest + "/tx0"),
                Optional.of(new WorkerId("w0")),
                0,
                0,
                0,
                0,
                0,
                busy,
                0,
                0,
                Optional.empty())));
        return new Observation(0, Duration.ofMillis(100), List.of(), queues, OptionalDouble.empty());
    }

    @Test
    void aPinToACpuThatTheHostLacksIsRefused() {
        Fixed nine = new Fixed(1, PollMode.SLEEP, Pin.parse("9"));
        assertEquals(
                "/parameters/pin is \"9\"; want CPUs among those of this host, 0-7",
                assertThrows(PolicyException.class, () -> new FixedPolicy("nine", nine, Host.of(TWO_NODES)))
                        .getMessage());
    }
}
