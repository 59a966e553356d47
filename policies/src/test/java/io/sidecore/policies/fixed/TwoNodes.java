package io.sidecore.policies.fixed;

import static io.sidecore.policies.Stories.placement;
import static io.sidecore.policies.Stories.text;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Cores;
import io.sidecore.policies.Decision;
import io.sidecore.policies.GuestFacts;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.Stories;
import io.sidecore.policies.document.Parameters.Fixed;
import io.sidecore.policies.source.BuiltInPolicies;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A host of two nodes, and where a design leads on it. */
final class TwoNodes {

    private static final int MOST_STEPS = 200;

    /** Two nodes of four CPUs, siblings 0-1, 2-3, and so on; I/O cores 0, 1 on node 0 and 4 on node 1. */
    static final Cores TWO_NODES = new Cores(CpuSet.of(0, 1, 4), CpuSet.parse("0-7"));

    /** What is known of guests. */
    static final class Guests {
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

    static Fixed builtIn(String name) {
        return assertInstanceOf(Fixed.class, new BuiltInPolicies().get(name).parameters());
    }

    static Placement settled(Fixed design, Host host, Placement start) {
        return settled(new FixedPolicy("design", design, host), Stories.NOTHING_SEEN, start);
    }

    /** Where it leads; and there it holds. */
    static Placement settled(Policy policy, Observation now, Placement start) {
        Placement current = start;
        Decision decision = policy.decide(now, current);
        for (int steps = 0; !(decision instanceof Decision.Hold); steps++) {
            String story = steps + " steps, now " + text(current) + ", wants " + decision;
            assertTrue(steps < MOST_STEPS, story);
            current = current.after(decision);
            decision = policy.decide(now, current);
        }
        assertInstanceOf(Decision.Hold.class, policy.decide(now, current));
        return current;
    }

    /** The same of a built-in design, in words. */
    static String settled(String design, Host host, String start) {
        return text(settled(builtIn(design), host, placement(start)));
    }

    private TwoNodes() {}
}
