package io.sidecore.policies.plan;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.GuestFacts;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Makes an instance of what was observed. Every worker has capacity 1, guests go by their devices, nothing is pinned. A
 * queue that the observation does not know has no load. A saturated worker hides demand: its queues' loads are what it had
 * time for.
 */
public final class Observed {

    /** The path of no cgroup. */
    private static final String UNKNOWN_CGROUPS = "?";

    private Observed() {}

    /**
     * The present placement with its loads.
     *
     * @param now made under the placement
     * @param host where CPUs and guests are at home
     */
    public static Instance instance(Observation now, Placement current, Host host, Rules rules) {
        List<PlanWorker> workers = new ArrayList<>();
        Map<WorkerId, OptionalInt> nodes = new HashMap<>();
        current.workers().forEach((worker, setting) -> {
            OptionalInt node = node(setting.cpus(), host);
            OptionalInt cpu =
                    setting.cpus().count() == 1 ? OptionalInt.of(setting.cpus().first()) : OptionalInt.empty();
            nodes.put(worker, node);
            workers.add(new PlanWorker(worker, node, cpu, 1, Optional.empty(), Optional.empty()));
        });
        Map<QueueId, Double> loads = new HashMap<>();
        now.queues().forEach(load -> loads.put(load.queue(), load.busy()));
        Map<String, List<PlanQueue>> queues = new TreeMap<>();
        current.queues().forEach((queue, worker) -> {
            OptionalInt home = host.guests().apply(queue.device()).node();
            OptionalInt node = nodes.getOrDefault(worker, OptionalInt.empty());
            boolean far = home.isPresent() && node.isPresent() && !home.equals(node);
            // What was seen on another node has the cost of being there in it.
            double factor = far && rules.numa() == Numa.SOFT ? rules.crossNodeFactor() : 1;
            double load = loads.getOrDefault(queue, 0.0) / factor;
            queues.computeIfAbsent(queue.device(), added -> new ArrayList<>())
                    .add(new PlanQueue(queue, load, Optional.of(worker), false));
        });
        return new Instance(workers, guests(queues, host), rules);
    }

    private static List<PlanGuest> guests(Map<String, List<PlanQueue>> queues, Host host) {
        List<PlanGuest> guests = new ArrayList<>();
        queues.forEach((device, own) -> {
            GuestFacts facts = host.guests().apply(device);
            guests.add(new PlanGuest(device, facts.node(), cgroups(facts), Optional.empty(), false, own));
        });
        return guests;
    }

    /** One name for the set; guests of unknown cgroups are as if in one of their own. */
    private static String cgroups(GuestFacts facts) {
        return facts.cgroups().map(set -> String.join(" ", set)).orElse(UNKNOWN_CGROUPS);
    }

    /** The node that all these CPUs are on, if it is one. */
    private static OptionalInt node(CpuSet cpus, Host host) {
        int[] nodes = cpus.stream().map(host::nodeOf).distinct().toArray();
        return nodes.length == 1 ? OptionalInt.of(nodes[0]) : OptionalInt.empty();
    }
}
