package io.sidecore.policies.fixed;

import static io.sidecore.policies.Stories.placement;
import static io.sidecore.policies.Stories.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import io.sidecore.policies.Stories;
import io.sidecore.policies.document.Parameters.Fixed;
import io.sidecore.policies.document.Pin;
import io.sidecore.policies.document.PolicyException;
import io.sidecore.policies.document.Spread;
import io.sidecore.policies.source.BuiltInPolicies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The designs of the talk: where each puts guests, by what it knows of them. */
class DesignsTest {

    private static final int MOST_STEPS = 200;

    /** Two nodes of four CPUs, siblings 0-1, 2-3, and so on; I/O cores 0, 1 on node 0 and 4 on node 1. */
    private static final Cores TWO_NODES = new Cores(CpuSet.of(0, 1, 4), CpuSet.parse("0-7"));

    private static final class Guests {
        private final Map<String, GuestFacts> facts = new HashMap<>();

        Guests cgroup(String guest, String... cgroups) {
            facts.put(guest, new GuestFacts(Optional.of(Set.of(cgroups)), OptionalInt.empty(), Optional.empty()));
            return this;
        }

        Guests on(String guest, int node, String vcpus) {
            facts.put(guest, new GuestFacts(Optional.empty(), OptionalInt.of(node), Optional.of(CpuSet.parse(vcpus))));
            return this;
        }

        Host host(Cores cores) {
            TreeMap<Integer, Integer> nodes = new TreeMap<>();
            IntStream.range(0, 8).forEach(cpu -> nodes.put(cpu, cpu / 4));
            List<CpuSet> siblings = IntStream.range(0, 4)
                    .mapToObj(core -> CpuSet.of(2 * core, 2 * core + 1))
                    .toList();
            return new Host(cores, nodes, siblings, guest -> facts.getOrDefault(guest, GuestFacts.UNKNOWN));
        }
    }

    private static Fixed builtIn(String name) {
        return assertInstanceOf(Fixed.class, new BuiltInPolicies().get(name).parameters());
    }

    private static Placement settled(Fixed design, Host host, Placement start) {
        return settled(new FixedPolicy("design", design, host), Stories.NOTHING_SEEN, start);
    }

    /** Where it leads; and there it holds. */
    private static Placement settled(Policy policy, Observation now, Placement start) {
        Placement current = start;
        Decision decision = policy.decide(now, current);
        for (int steps = 0; !(decision instanceof Decision.Hold); steps++) {
            String story = steps + " steps, now " + text(current) + ", wants " + decision;
            assertTrue(steps < MOST_STEPS, story);
            current = Stories.after(current, decision);
            decision = policy.decide(now, current);
        }
        assertInstanceOf(Decision.Hold.class, policy.decide(now, current));
        return current;
    }

    private static String settled(String design, Host host, String start) {
        return text(settled(builtIn(design), host, placement(start)));
    }

    @Test
    void affinityLetsAWorkerForEachGuestRunOnAnyIoCore() {
        assertEquals(
                "a1 0-1,4 sleep: b; a2 0-1,4 sleep: c; w0 0-1,4 sleep: a",
                settled("affinity", new Guests().host(TWO_NODES), "w0 0-7 sleep: a b c"));
    }

    @Test
    void sharedPutsNoGuestsOfDifferentCgroupsTogether() {
        Host host = new Guests()
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
        Host host = new Guests().cgroup("a", "/red").cgroup("b").host(TWO_NODES);
        assertEquals(
                "a1 0-7 sleep: a; a2 0-7 sleep: b; w0 0-7 sleep: c d",
                settled("shared", host, "w0 0-7 sleep: a b c d"));
    }

    @Test
    void elvisSharingFillsOneIoCoreWithSevenGuestsBeforeTheNextAndSleeps() {
        assertEquals(
                "a1 1 sleep: h; w0 0 sleep: a b c d e f g",
                settled("elvis-sharing", new Guests().host(TWO_NODES), "w0 0-7 sleep: a b c d e f g h"));
    }

    @Test
    void evenSpreadsGuestsOverAllIoCores() {
        Fixed even = new Fixed(1, 1024, Spread.EVEN, false, PollMode.POLL, Pin.IO_CORES, List.of(), Set.of());
        assertEquals(
                "a1 1 poll: c e; a2 4 poll: d; w0 0 poll: a b",
                text(settled(even, new Guests().host(TWO_NODES), placement("w0 0-7 sleep: a b c d e"))));
    }

    @Test
    void elvisServesGuestsFromAnIoCoreOfTheirNode() {
        Host host = new Guests().on("a", 1, "5").on("b", 0, "2").on("c", 1, "6").host(TWO_NODES);
        assertEquals("a1 0 poll: b; w0 4 poll: a c", settled("elvis", host, "w0 0-7 sleep: a b c"));
    }

    @Test
    void elvisPostedIsPlacedLikeElvis() {
        Host host = new Guests().on("a", 1, "5").on("b", 0, "2").host(TWO_NODES);
        assertEquals(
                settled("elvis", host, "w0 0-7 sleep: a b c d"),
                settled("elvis-posted", host, "w0 0-7 sleep: a b c d"));
    }

    @Test
    void perCpuStaysOnTheNodeButOffTheGuestsCpuAndItsSibling() {
        Host host = new Guests().on("a", 0, "0").on("b", 1, "4-5").host(TWO_NODES);
        assertEquals("a1 6 sleep: b; w0 2 sleep: a", settled("per-cpu", host, "w0 0-7 sleep: a b"));
    }

    @Test
    void perCpuTakesTheSiblingIfNothingElseIsLeftOnTheNode() {
        Host host = new Guests().on("a", 0, "0,2-3").host(TWO_NODES);
        assertEquals("w0 1 sleep: a", settled("per-cpu", host, "w0 0-7 sleep: a"));
    }

    @Test
    void perCpuGoesByTheNodeOfTheVcpusIfThatOfTheMemoryIsUnknown() {
        Host host = new Host(
                TWO_NODES,
                new Guests().host(TWO_NODES).nodes(),
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
                text(settled(two, new Guests().host(TWO_NODES), placement("w0 0-7 sleep: a b c d e"))));
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
                text(settled(listed, new Guests().host(TWO_NODES), placement("w0 0-7 sleep: a b c d e"))));
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

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void theRfcHasOneWorkerForEachSevenGuestsOfEachSetOfCgroups(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Guests guests = new Guests();
        Placement start = random(random);
        Map<String, Integer> sizes = new HashMap<>();
        for (String guest : start.devices()) {
            String cgroup = "/" + random.nextInt(4);
            guests.cgroup(guest, cgroup);
            sizes.merge(cgroup, 1, Integer::sum);
        }
        Host host = guests.host(TWO_NODES);
        Placement reached = settled(builtIn("shared"), host, start);
        int wanted = sizes.values().stream().mapToInt(size -> (size + 6) / 7).sum();
        assertEquals(wanted, reached.workers().size(), () -> "seed " + seed + ": " + text(reached));
        for (WorkerId worker : reached.workers().keySet()) {
            List<String> served = reached.queuesOf(worker).stream()
                    .map(QueueId::device)
                    .distinct()
                    .toList();
            assertTrue(served.size() <= 7, () -> "seed " + seed + ": " + text(reached));
            assertEquals(
                    1,
                    served.stream()
                            .map(guest -> host.guests().apply(guest).cgroups())
                            .distinct()
                            .count(),
                    () -> "seed " + seed + ": " + text(reached));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void sharingByOneIsDedicated(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Placement start = random(random);
        Guests guests = new Guests();
        start.devices().forEach(guest -> guests.cgroup(guest, "/" + random.nextInt(3)));
        Fixed one = new Fixed(1, 1024, Spread.FILL, true, PollMode.SLEEP, Pin.NONE, List.of(), Set.of());
        Host host = guests.host(TWO_NODES);
        assertEquals(
                shape(settled(builtIn("dedicated"), host, start)), shape(settled(one, host, start)), "seed " + seed);
    }

    /** Without the names of workers. */
    private static List<String> shape(Placement placement) {
        return placement.workers().entrySet().stream()
                .map(worker -> worker.getValue() + " " + placement.queuesOf(worker.getKey()))
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void perCpuNeverRunsOnTheGuestsCpuIfItsNodeHasAnother(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Placement start = random(random);
        Guests guests = new Guests();
        for (String guest : start.devices()) {
            int node = random.nextInt(2);
            int first = 4 * node + random.nextInt(4);
            guests.on(guest, node, first + "-" + (first + random.nextInt(4 * node + 4 - first)));
        }
        Host host = guests.host(TWO_NODES);
        Placement reached = settled(builtIn("per-cpu"), host, start);
        reached.queues().forEach((queue, worker) -> {
            GuestFacts facts = host.guests().apply(queue.device());
            CpuSet vcpus = facts.vcpus().orElseThrow();
            int cpu = reached.setting(worker).cpus().first();
            assertEquals(1, reached.setting(worker).cpus().count());
            assertEquals(facts.node().orElseThrow(), host.nodeOf(cpu), () -> "seed " + seed + ": " + queue);
            assertTrue(vcpus.count() == 4 || !vcpus.contains(cpu), () -> "seed " + seed + ": " + queue + " on " + cpu);
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void everyDesignSettlesAndThenHoldsAlsoAfterGuestsWent(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BuiltInPolicies builtIn = new BuiltInPolicies();
        for (String name : builtIn.names()) {
            if (builtIn.get(name).parameters() instanceof Fixed design) {
                Placement start = random(random);
                Guests guests = new Guests();
                start.devices().stream()
                        .filter(guest -> random.nextInt(3) > 0)
                        .forEach(guest -> guests.on(guest, random.nextInt(2), "" + random.nextInt(8)));
                Host host = guests.host(TWO_NODES);
                Placement reached = settled(design, host, start);
                TreeMap<QueueId, WorkerId> left = new TreeMap<>(reached.queues());
                left.keySet().removeIf(queue -> queue.device().hashCode() % 2 == 0);
                settled(design, host, new Placement(reached.workers(), left));
            }
        }
    }

    private static Placement random(SplittableRandom random) {
        int workers = random.nextInt(1, 6);
        List<StringBuilder> lines = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            lines.add(new StringBuilder("w" + i + (random.nextBoolean() ? " 0-7 sleep:" : " " + i % 3 + " poll:")));
        }
        int guests = random.nextInt(1, 30);
        for (int i = 0; i < guests; i++) {
            lines.get(random.nextInt(workers)).append(" vm").append(i);
        }
        return placement(String.join("; ", lines));
    }
}
