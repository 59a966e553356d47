package io.sidecore.policies.peers.spdk;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Host;
import io.sidecore.policies.NanoClock;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Text;
import io.sidecore.policies.document.Parameters.SpdkDynamic;
import io.sidecore.policies.goal.Target;
import io.sidecore.policies.goal.Wanted;
import io.sidecore.policies.peers.Averages;
import io.sidecore.policies.peers.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The dynamic scheduler of SPDK, as its scheduler_dynamic.c does it. A guest stands for a thread of SPDK, and a worker
 * pinned to an I/O core for a reactor; the lowest I/O core is the main one.
 *
 * <ol>
 *   <li>Each period, a guest that was busy for less than the load limit of its own time is idle and goes to the main
 *       core.
 *   <li>Any other goes to the main core, or the lowest core below its own, that stays under the core limit with it. If
 *       its own core is at the limit and serves another guest too, any core will do, and if none fits, the least busy.
 *   <li>A core that was busy for {@code coreBusy} or more is not trusted: what leaves it makes no room on it.
 *   <li>Cores without guests sleep, the main core excepted; those with guests poll.
 * </ol>
 *
 * A guest's own idle time is not observed: what its worker was not busy is shared equally by the worker's guests.
 */
public final class SpdkPolicy implements Policy {

    private static final double PERCENT = 100;

    private final String name;
    private final SpdkDynamic limits;
    private final Host host;
    private final Pace pace;
    private final Averages averages = new Averages();
    private Map<String, Integer> cpuOf = Map.of();
    private String verdict = "no period is over yet";

    /** @param name what reasons call the policy */
    public SpdkPolicy(String name, SpdkDynamic limits, Host host, NanoClock clock) {
        this.name = name;
        this.limits = limits;
        this.host = host;
        this.pace = new Pace(clock, Duration.ofMillis(limits.periodMillis()));
    }

    @Override
    public Decision decide(Observation now, Placement current) {
        averages.add(now);
        if (pace.isDue()) {
            balance(averages.take(), current);
        }
        return target(current)
                .firstStep(name + ": " + verdict, current)
                .orElseGet(() -> new Decision.Hold(Reason.of(name + ": " + verdict + "; as it shall be")));
    }

    private void balance(Averages.Loads loads, Placement current) {
        Map<Integer, WorkerId> reactors = reactors(current);
        List<Core> cores = new ArrayList<>();
        for (int cpu : host.cores().io().stream().toArray()) {
            Optional<WorkerId> worker = Optional.ofNullable(reactors.get(cpu));
            boolean counts = worker.filter(id -> current.setting(id).mode().equals(PollMode.POLL))
                    .isPresent();
            double busy = worker.map(loads::of).orElse(0.0);
            cores.add(new Core(
                    cpu,
                    counts ? busy : 0,
                    counts ? 1 - busy : 0,
                    limits.coreLimit() / PERCENT,
                    limits.coreBusy() / PERCENT));
        }
        List<Balance.Guest> guests = guests(loads, current);
        cpuOf = new Balance(cores, limits.loadLimit() / PERCENT).of(guests);
        long idle = guests.stream()
                .filter(guest -> guest.load() < limits.loadLimit() / PERCENT)
                .count();
        verdict = Text.count((int) idle, "idle guest") + " of " + guests.size() + ", busiest I/O core at "
                + Text.percent(
                        reactors.values().stream().mapToDouble(loads::of).max().orElse(0))
                + ", limit " + Text.percent(limits.coreLimit() / PERCENT);
    }

    /** The worker on each I/O core. */
    private Map<Integer, WorkerId> reactors(Placement current) {
        Map<Integer, WorkerId> reactors = new TreeMap<>();
        current.workers().forEach((worker, setting) -> {
            if (setting.cpus().count() == 1 && host.cores().isIo(setting.cpus())) {
                reactors.putIfAbsent(setting.cpus().first(), worker);
            }
        });
        return reactors;
    }

    /** In the order of their cores, then by name. */
    private List<Balance.Guest> guests(Averages.Loads loads, Placement current) {
        List<Balance.Guest> guests = new ArrayList<>();
        SortedMap<WorkerId, List<String>> served = new TreeMap<>();
        for (String device : current.devices()) {
            worker(device, current)
                    .ifPresent(id -> served.computeIfAbsent(id, worker -> new ArrayList<>())
                            .add(device));
        }
        served.forEach((worker, devices) -> {
            double idle = (1 - loads.of(worker)) / devices.size();
            for (String device : devices) {
                double busy = loads.of(current.queuesOf(device));
                double load = busy > 0 ? busy / (busy + idle) : 0;
                guests.add(new Balance.Guest(device, cpu(worker, current), busy, load));
            }
        });
        guests.sort(Comparator.comparingInt(Balance.Guest::cpu).thenComparing(Balance.Guest::name));
        return guests;
    }

    private static Optional<WorkerId> worker(String device, Placement current) {
        Map<QueueId, WorkerId> servers = current.queues();
        return current.queuesOf(device).stream().findFirst().map(servers::get);
    }

    /** Of a worker on an I/O core its CPU, else the main core. */
    private int cpu(WorkerId worker, Placement current) {
        CpuSet cpus = current.setting(worker).cpus();
        return cpus.count() == 1 && host.cores().isIo(cpus)
                ? cpus.first()
                : host.cores().io().first();
    }

    /** Those with guests first, so that no core is put to sleep before its guests have left. */
    private Target target(Placement current) {
        SortedMap<Integer, List<QueueId>> queues = new TreeMap<>();
        for (String device : current.devices()) {
            int cpu = Optional.ofNullable(cpuOf.get(device))
                    .orElseGet(() -> worker(device, current)
                            .map(worker -> cpu(worker, current))
                            .orElse(host.cores().io().first()));
            queues.computeIfAbsent(cpu, id -> new ArrayList<>()).addAll(current.queuesOf(device));
        }
        int main = host.cores().io().first();
        List<Wanted> wanted = new ArrayList<>();
        List<Wanted> unused = new ArrayList<>();
        for (int cpu : host.cores().io().stream().toArray()) {
            List<QueueId> served = queues.getOrDefault(cpu, List.of());
            boolean used = cpu == main || !served.isEmpty();
            (used ? wanted : unused)
                    .add(new Wanted(
                            new Placement.Setting(CpuSet.of(cpu), used ? PollMode.POLL : PollMode.SLEEP), served));
        }
        wanted.addAll(unused);
        return Target.of(wanted, current);
    }
}
