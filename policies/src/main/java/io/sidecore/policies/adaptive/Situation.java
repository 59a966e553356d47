package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.Interference;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueLoad;
import io.sidecore.collector.signal.WorkerLoad;
import io.sidecore.policies.Cores;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Text;
import io.sidecore.policies.document.Parameters.Adaptive;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An observation and the placement it was made under, in the words that the rules use. Workers that an observation does
 * not know yet are left out of all of them.
 */
final class Situation {

    /** Visits that leave work behind at least this often hide demand. */
    private static final double OFTEN_LIMITED = 0.5;

    /** A wake-up on an idle CPU takes no longer than this. */
    private static final double WAKE_UP_NANOS = 30_000;

    private final Observation now;
    private final Placement current;
    private final Cores cores;
    private final Adaptive limits;
    private final Map<WorkerId, WorkerLoad> loads = new TreeMap<>();
    private final SortedMap<WorkerId, List<Guest>> guests = new TreeMap<>();
    private final Map<WorkerId, Double> limited = new HashMap<>();
    private final List<WorkerLoad> serving;
    private final List<CpuSet> freeIoCores;

    Situation(Observation now, Placement current, Cores cores, Adaptive limits) {
        this.now = now;
        this.current = current;
        this.cores = cores;
        this.limits = limits;
        for (WorkerLoad load : now.workers()) {
            if (current.workers().containsKey(load.worker())) {
                loads.put(load.worker(), load);
            }
        }
        sortGuests();
        this.serving = guests.keySet().stream().map(this::load).toList();
        this.freeIoCores = cores.io().stream()
                .mapToObj(CpuSet::of)
                .filter(core -> serving.stream().noneMatch(load -> load.cpus().equals(core)))
                .toList();
    }

    private void sortGuests() {
        Map<QueueId, QueueLoad> queueLoads = new HashMap<>();
        now.queues().forEach(load -> queueLoads.put(load.queue(), load));
        SortedMap<String, List<QueueId>> byGuest = new TreeMap<>();
        current.queues().forEach((queue, worker) -> {
            byGuest.computeIfAbsent(queue.device(), device -> new ArrayList<>()).add(queue);
            QueueLoad load = queueLoads.get(queue);
            if (load != null) {
                limited.merge(worker, load.limited(), Math::max);
            }
        });
        byGuest.forEach((name, queues) -> {
            double load = queues.stream()
                    .map(queueLoads::get)
                    .mapToDouble(queue -> queue == null ? 0 : queue.busy())
                    .sum();
            WorkerId worker = current.queues().get(queues.get(0));
            if (worker != null && loads.containsKey(worker)) {
                guests.computeIfAbsent(worker, id -> new ArrayList<>()).add(new Guest(name, queues, worker, load));
            }
        });
        guests.values().forEach(list -> list.sort(Guest.BUSIEST_FIRST));
    }

    Adaptive limits() {
        return limits;
    }

    Cores cores() {
        return cores;
    }

    Placement placement() {
        return current;
    }

    /** Workers that serve guests, by name. */
    List<WorkerLoad> serving() {
        return serving;
    }

    /** The guests of a worker, busiest first. */
    List<Guest> guests(WorkerId worker) {
        return guests.getOrDefault(worker, List.of());
    }

    WorkerLoad load(WorkerId worker) {
        WorkerLoad load = loads.get(worker);
        if (load == null) {
            throw new IllegalArgumentException("no load was observed of " + worker);
        }
        return load;
    }

    /** Whether the guests move enough frames to learn from: an idle system looks the same however it is placed. */
    boolean isActive() {
        return packetsPerSecond() >= limits.idlePacketsPerSecond();
    }

    /** Frames that guests sent, or that reached guests, whichever is more. */
    double packetsPerSecond() {
        double taken = loads.values().stream()
                .mapToDouble(WorkerLoad::packetsPerSecond)
                .sum();
        return Math.max(taken, now.deliveredPerSecond());
    }

    /** Whether a worker has more work than it does, so that its counters cannot be trusted. */
    boolean isSaturated(WorkerLoad load) {
        double busy = load.saturation().busy();
        boolean leavesWork = limited.getOrDefault(load.worker(), 0.0) >= OFTEN_LIMITED;
        return busy >= limits.saturatedLoad() || (leavesWork && busy >= limits.maxLoad());
    }

    /**
     * The load that the guests of a worker would be elsewhere. A worker near 100 % hides demand: what it sheds may be
     * refilled at once by its other queues, so it counts as no less than saturated.
     */
    double demand(WorkerLoad load) {
        double demand = guests(load.worker()).stream().mapToDouble(Guest::load).sum();
        return isSaturated(load) ? Math.max(demand, limits.saturatedLoad()) : demand;
    }

    double demand(Collection<WorkerLoad> workers) {
        return workers.stream().mapToDouble(this::demand).sum();
    }

    /** Share of the window that a worker waited for its CPU because others had it; 0 where nothing could tell. */
    double interference(WorkerLoad load) {
        return stolen(load);
    }

    /**
     * The same, of any worker. The kernel counts as waiting also what it takes to wake a thread up on an idle CPU, some
     * microseconds, which says nothing of others: waits for a busy one take as long as its time slices, milliseconds.
     */
    static double stolen(WorkerLoad load) {
        double waiting = load.interference().map(Interference::waiting).orElse(0.0);
        double mean = load.meanRunDelayNanos().orElse(Double.MAX_VALUE);
        return waiting * Math.max(0, 1 - WAKE_UP_NANOS / mean);
    }

    /** Share of a window that a worker waited for a CPU that it is pinned to; 0 if none is. */
    double wantedByOthers(CpuSet cpu) {
        return loads.values().stream()
                .filter(load -> load.cpus().equals(cpu))
                .mapToDouble(this::interference)
                .max()
                .orElse(0);
    }

    boolean isContended(WorkerLoad load) {
        return interference(load) > limits.maxInterference();
    }

    boolean isPinnedToIoCore(WorkerLoad load) {
        return load.cpus().count() == 1 && cores.isIo(load.cpus());
    }

    /** I/O cores that no serving worker is pinned to, lowest first. */
    List<CpuSet> freeIoCores() {
        return freeIoCores;
    }

    /** Whether a worker is pinned to an I/O core that no other worker with guests is pinned to. */
    boolean hasOwnIoCore(WorkerLoad load) {
        return isPinnedToIoCore(load)
                && serving().stream()
                        .noneMatch(other -> !other.worker().equals(load.worker())
                                && other.cpus().equals(load.cpus()));
    }

    boolean is(PollMode.Kind kind, WorkerLoad load) {
        return load.mode().kind() == kind;
    }

    /** The worker first that waits for guests' kicks most often. */
    Comparator<WorkerLoad> byWakeUps() {
        return Comparator.comparingDouble(WorkerLoad::sleepsPerSecond)
                .reversed()
                .thenComparing(WorkerLoad::worker);
    }

    boolean wakesOften(WorkerLoad load) {
        return load.sleepsPerSecond() >= limits.minWakeUpsPerSecond();
    }

    /** What the system looks like, for a policy that sees nothing to do. */
    String summary() {
        long polling =
                serving().stream().filter(load -> is(PollMode.Kind.POLL, load)).count();
        String delay = now.meanDelayNanos().isPresent()
                ? Text.micros(now.meanDelayNanos().getAsDouble())
                : "none";
        int served = guests.values().stream().mapToInt(List::size).sum();
        return Text.count(serving.size(), "worker") + " (" + polling + " polling) for " + Text.count(served, "guest")
                + ", load " + Text.percent(demand(serving)) + ", delay " + delay + ", " + Text.cpus(now.workerCpus());
    }
}
