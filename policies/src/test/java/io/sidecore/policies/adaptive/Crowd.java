package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.Interference;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueDelay;
import io.sidecore.collector.signal.QueueLoad;
import io.sidecore.collector.signal.Saturation;
import io.sidecore.collector.signal.WorkerLoad;
import io.sidecore.policies.Cores;
import io.sidecore.policies.GuestFacts;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import io.sidecore.policies.document.Parameters.Adaptive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Many guests on many workers, for tests: who serves whom, what each takes of its worker, and where it is at home. */
final class Crowd {

    static final Adaptive LIMITS = new Adaptive(0.8, 0.95, 0.2, 0.3, 500, 0.6, 50, 200);

    private final SortedMap<WorkerId, Placement.Setting> workers = new TreeMap<>();
    private final SortedMap<QueueId, WorkerId> queues = new TreeMap<>();
    private final Map<String, Double> loads = new HashMap<>();
    private final Map<String, GuestFacts> facts = new HashMap<>();
    private final Cores cores;
    private final int nodes;

    /** A host with CPUs that are I/O cores, and as many again; CPU n is on node n modulo the number of nodes. */
    Crowd(int ioCores, int nodes) {
        this.cores = new Cores(CpuSet.parse("0-" + (ioCores - 1)), CpuSet.parse("0-" + (2 * ioCores - 1)));
        this.nodes = nodes;
    }

    static WorkerId w(int number) {
        return new WorkerId("w" + number);
    }

    /** A polling worker on its I/O core. */
    Crowd polling(int number) {
        workers.put(w(number), new Placement.Setting(CpuSet.of(number), PollMode.POLL));
        return this;
    }

    /** A sleeping worker on its I/O core. */
    Crowd resting(int number) {
        workers.put(w(number), new Placement.Setting(CpuSet.of(number), PollMode.SLEEP));
        return this;
    }

    /** A sleeping worker that runs anywhere. */
    Crowd sleeping(int number) {
        workers.put(w(number), new Placement.Setting(cores.all(), PollMode.SLEEP));
        return this;
    }

    /** A guest with a queue each way. */
    Crowd guest(String name, int worker, double load) {
        queues.put(QueueId.parse(name + "/rx0"), w(worker));
        queues.put(QueueId.parse(name + "/tx0"), w(worker));
        loads.put(name, load);
        return this;
    }

    Crowd at(String guest, int node) {
        facts.put(guest, new GuestFacts(Optional.empty(), OptionalInt.of(node), Optional.empty()));
        return this;
    }

    /** @param cgroup no name for unknown ones */
    Crowd in(String guest, String cgroup) {
        Optional<Set<String>> set = cgroup.isEmpty() ? Optional.empty() : Optional.of(Set.of(cgroup));
        facts.put(guest, new GuestFacts(set, OptionalInt.empty(), Optional.empty()));
        return this;
    }

    Host host() {
        SortedMap<Integer, Integer> nodeOf = new TreeMap<>();
        cores.all().stream().forEach(cpu -> nodeOf.put(cpu, cpu % nodes));
        return new Host(cores, nodeOf, List.of(), guest -> facts.getOrDefault(guest, GuestFacts.UNKNOWN));
    }

    Placement placement() {
        return new Placement(workers, queues);
    }

    Observation seen() {
        return seen(placement());
    }

    /** Under another placement. A worker has no more than one whole CPU to give; of whom more is wanted, delays are long. */
    Observation seen(Placement placement) {
        Map<WorkerId, Double> wanted = new HashMap<>();
        placement.queues().forEach((queue, worker) -> wanted.merge(worker, half(queue), Double::sum));
        List<QueueLoad> queueLoads = new ArrayList<>();
        placement.queues().forEach((queue, worker) -> {
            long delayNanos = wanted.getOrDefault(worker, 0.0) > 1 ? 2_000_000 : 20_000;
            double busy = half(queue) / Math.max(1, wanted.getOrDefault(worker, 0.0));
            Optional<QueueDelay> delay = Optional.of(new QueueDelay(Duration.ofNanos(delayNanos), Optional.empty()));
            queueLoads.add(
                    new QueueLoad(queue, Optional.of(worker), 200_000 * busy, 2e7 * busy, 0, 0, 0, busy, 0, 0, delay));
        });
        List<WorkerLoad> workerLoads = new ArrayList<>();
        placement.workers().forEach((worker, setting) -> {
            double busy = Math.min(1, wanted.getOrDefault(worker, 0.0));
            boolean polls = setting.mode().equals(PollMode.POLL);
            workerLoads.add(new WorkerLoad(
                    worker,
                    setting.cpus(),
                    setting.mode(),
                    new Saturation(busy),
                    polls ? 1 - busy : 0,
                    polls ? 1 : busy,
                    Optional.of(new Interference(0)),
                    OptionalDouble.empty(),
                    0,
                    0,
                    polls ? 0 : 1000,
                    200_000 * busy));
        });
        return new Observation(1, Duration.ofMillis(100), workerLoads, queueLoads, OptionalDouble.empty());
    }

    private double half(QueueId queue) {
        return loads.getOrDefault(queue.device(), 0.0) / 2;
    }

    Situation situation() {
        return new Situation(seen(), placement(), cores, LIMITS);
    }
}
