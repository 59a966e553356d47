package io.sidecore.policies.fixed;

import static io.sidecore.policies.Stories.placement;
import static io.sidecore.policies.Stories.text;
import static io.sidecore.policies.fixed.TwoNodes.TWO_NODES;
import static io.sidecore.policies.fixed.TwoNodes.builtIn;
import static io.sidecore.policies.fixed.TwoNodes.settled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.GuestFacts;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import io.sidecore.policies.document.Parameters.Fixed;
import io.sidecore.policies.document.Pin;
import io.sidecore.policies.document.Spread;
import io.sidecore.policies.source.BuiltInPolicies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of the designs wherever guests are at first. */
class DesignLawsTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void theRfcHasOneWorkerForEachSevenGuestsOfEachSetOfCgroups(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TwoNodes.Guests guests = new TwoNodes.Guests();
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
        TwoNodes.Guests guests = new TwoNodes.Guests();
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
        TwoNodes.Guests guests = new TwoNodes.Guests();
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
                TwoNodes.Guests guests = new TwoNodes.Guests();
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
