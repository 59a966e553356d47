package io.sidecore.policies.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueLoad;
import io.sidecore.policies.Cores;
import io.sidecore.policies.GuestFacts;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Stories;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ObservedTest {

    private static final Placement PLACEMENT = Stories.placement("w0 0 poll: vm1; w1 1 poll: vm2; w2 0-1 sleep:");

    private static final Host HOST = new Host(
            new Cores(CpuSet.parse("0-1"), CpuSet.parse("0-1")),
            new TreeMap<>(Map.of(0, 0, 1, 1)),
            List.of(),
            guest -> new GuestFacts(Optional.of(Set.of("/b", "/a")), OptionalInt.of(0), Optional.empty()));

    private static Observation observation(Map<String, Double> busy) {
        List<QueueLoad> queues = busy.entrySet().stream()
                .map(queue -> new QueueLoad(
                        QueueId.parse(queue.getKey()),
                        Optional.empty(),
                        0,
                        0,
                        0,
                        0,
                        0,
                        queue.getValue(),
                        0,
                        0,
                        Optional.empty()))
                .toList();
        return new Observation(0, Duration.ofMillis(100), List.of(), queues, OptionalDouble.empty());
    }

    @Test
    void workersHaveTheNodeOfTheirCpusIfItIsOne() {
        Instance instance = Observed.instance(Stories.NOTHING_SEEN, PLACEMENT, HOST, Rules.DEFAULTS);
        assertEquals(
                List.of(OptionalInt.of(0), OptionalInt.of(1), OptionalInt.empty()),
                instance.workers().stream().map(PlanWorker::node).toList());
        assertEquals(
                List.of(OptionalInt.of(0), OptionalInt.of(1), OptionalInt.empty()),
                instance.workers().stream().map(PlanWorker::cpu).toList());
    }

    @Test
    void guestsHaveTheirFactsAndQueuesTheirLoads() {
        Instance instance = Observed.instance(
                observation(Map.of("vm1/rx0", 0.4, "vm2/tx0", 0.26)), PLACEMENT, HOST, Rules.DEFAULTS.with(Numa.HARD));
        PlanGuest first = instance.guests().get(0);
        assertEquals("vm1", first.name());
        assertEquals("/a /b", first.cgroups());
        assertEquals(OptionalInt.of(0), first.node());
        assertEquals(
                List.of(0.4, 0.0), first.queues().stream().map(PlanQueue::load).toList());
        assertEquals(
                "w1",
                instance.guests().get(1).queues().get(0).worker().orElseThrow().name());
    }

    @Test
    void unknownCgroupsAreNotThoseOfAGuestInNoneButTheRoot() {
        Host host = new Host(HOST.cores(), HOST.nodes(), List.of(), guest -> switch (guest) {
            case "vm1" -> GuestFacts.UNKNOWN;
            default -> new GuestFacts(Optional.of(Set.of()), OptionalInt.empty(), Optional.empty());
        });
        Instance instance = Observed.instance(observation(Map.of()), PLACEMENT, host, Rules.DEFAULTS);
        assertEquals(
                List.of("?", ""),
                instance.guests().stream().map(PlanGuest::cgroups).toList());
    }

    @Test
    void aLoadSeenFarFromHomeIsLessAtHome() {
        Instance instance = Observed.instance(
                observation(Map.of("vm1/rx0", 0.26, "vm2/rx0", 0.26)), PLACEMENT, HOST, Rules.DEFAULTS.with(Numa.SOFT));
        assertEquals(0.26, instance.guests().get(0).queues().get(0).load(), 1e-9);
        assertEquals(0.2, instance.guests().get(1).queues().get(0).load(), 1e-9);
    }
}
