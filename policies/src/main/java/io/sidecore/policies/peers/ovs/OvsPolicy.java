package io.sidecore.policies.peers.ovs;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Host;
import io.sidecore.policies.NanoClock;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Text;
import io.sidecore.policies.document.Parameters.OvsAutoLb;
import io.sidecore.policies.goal.Target;
import io.sidecore.policies.goal.Wanted;
import io.sidecore.policies.peers.Averages;
import io.sidecore.policies.peers.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Open vSwitch with {@code pmd-auto-lb} and {@code pmd-rxq-assign=cycles}, as its dpif-netdev.c does it:
 *
 * <ol>
 *   <li>One worker polls on each I/O core, whether it has queues or not. Queues go to the workers of their guest's node.
 *   <li>Each interval, a worker that was busy for at least the load threshold counts one more, any other starts at 0.
 *   <li>Each rebalance time, if one was overloaded for so many intervals in a row, the assignment is made anew on paper
 *       ({@link Assignment#byCycles}). It is carried out if the variance of the workers' loads falls by enough.
 *   <li>Nothing is balanced with fewer than two workers, where none has two queue pairs, or where a queue is polled from
 *       another node than its guest's.
 * </ol>
 *
 * New queues go at once where the assignment by the loads known so far puts them; others stay. The queues of an
 * assignment are moved one worker's at a time.
 */
public final class OvsPolicy implements Policy {

    private static final double PERCENT = 100;

    private final String name;
    private final OvsAutoLb limits;
    private final Host host;
    private final Pace intervals;
    private final Pace rebalances;
    private final Averages averages = new Averages();
    private final Polling polling;
    private SortedMap<QueueId, Integer> cpuOf = new TreeMap<>();
    private String why = "one polling worker to an I/O core";
    private String verdict = "no interval is over yet";

    /** @param name what reasons call the policy */
    public OvsPolicy(String name, OvsAutoLb limits, Host host, NanoClock clock) {
        this.name = name;
        this.limits = limits;
        this.host = host;
        this.intervals = new Pace(clock, Duration.ofMillis(limits.intervalMillis()));
        this.rebalances = new Pace(clock, Duration.ofMillis(limits.rebalanceMillis()));
        this.polling = new Polling(limits.overloadedIntervals(), limits.loadThreshold() / PERCENT);
    }

    @Override
    public Decision decide(Observation now, Placement current) {
        averages.add(now);
        boolean isLookDue = rebalances.isDue();
        if (intervals.isDue()) {
            polling.add(averages.take());
            verdict = "busiest worker at " + Text.percent(polling.busiest()) + ", at least "
                    + Text.percent(limits.loadThreshold() / PERCENT) + " for " + polling.overloadedInARow() + " of "
                    + limits.overloadedIntervals() + " intervals in a row";
        }
        List<Rxq> rxqs = rxqs(current);
        takeIn(rxqs);
        if (isLookDue) {
            look(rxqs);
        }
        return target(rxqs, current)
                .firstStep(name + ": " + why, current)
                .orElseGet(() -> new Decision.Hold(Reason.of(name + ": " + verdict + "; looks again in "
                        + rebalances.left().toSeconds() + " s")));
    }

    private List<Rxq> rxqs(Placement current) {
        Map<String, List<QueueId>> pairs = new TreeMap<>();
        for (QueueId queue : current.queues().keySet()) {
            pairs.computeIfAbsent(queue.device() + "/" + queue.pair(), pair -> new ArrayList<>())
                    .add(queue);
        }
        return pairs.values().stream()
                .map(queues -> new Rxq(
                        queues, host.guests().apply(queues.get(0).device()).node(), polling.load(queues)))
                .toList();
    }

    /** Assigns queues that are new; all of them at the start. */
    private void takeIn(List<Rxq> rxqs) {
        if (rxqs.stream().allMatch(rxq -> cpuOf.keySet().containsAll(rxq.queues()))) {
            return;
        }
        SortedMap<QueueId, Integer> known = new TreeMap<>();
        SortedMap<QueueId, Integer> byCycles = cpus(byCycles(rxqs));
        for (Rxq rxq : rxqs) {
            for (QueueId queue : rxq.queues()) {
                Integer cpu = Optional.ofNullable(cpuOf.get(queue)).orElse(byCycles.get(queue));
                if (cpu != null) {
                    known.put(queue, cpu);
                }
            }
        }
        cpuOf = known;
    }

    private Assignment byCycles(List<Rxq> rxqs) {
        return Assignment.byCycles(rxqs, ioCores(), host::nodeOf);
    }

    private List<Integer> ioCores() {
        return host.cores().io().stream().boxed().toList();
    }

    private static SortedMap<QueueId, Integer> cpus(Assignment assignment) {
        SortedMap<QueueId, Integer> cpus = new TreeMap<>();
        assignment
                .pmds()
                .forEach((cpu, rxqs) -> rxqs.forEach(rxq -> rxq.queues().forEach(queue -> cpus.put(queue, cpu))));
        return cpus;
    }

    private Assignment assignment(List<Rxq> rxqs) {
        SortedMap<Integer, List<Rxq>> pmds = new TreeMap<>();
        ioCores().forEach(cpu -> pmds.put(cpu, new ArrayList<>()));
        for (Rxq rxq : rxqs) {
            Integer cpu = cpuOf.get(rxq.queues().get(0));
            if (cpu != null) {
                pmds.computeIfAbsent(cpu, id -> new ArrayList<>()).add(rxq);
            }
        }
        return new Assignment(pmds);
    }

    /** The dry run, and what comes of it. */
    private void look(List<Rxq> rxqs) {
        if (polling.overloadedInARow() < limits.overloadedIntervals()) {
            return;
        }
        Assignment today = assignment(rxqs);
        if (!today.canBeOther()) {
            verdict = "overloaded, but there are not two workers of which one has two queue pairs";
            return;
        }
        if (today.crossesNodes(host::nodeOf)) {
            verdict = "overloaded, but a queue is polled from another node than its guest's";
            return;
        }
        Assignment estimate = byCycles(rxqs);
        double before = today.variance();
        double after = estimate.variance();
        double improvement = before > 0 ? PERCENT * (before - after) / before : 0;
        String numbers = String.format(
                Locale.ROOT,
                "the variance of loads would go from %.0f to %.0f, %.0f%% better",
                before,
                after,
                improvement);
        verdict = "overloaded, but " + numbers + "; wants " + Text.percent(limits.improvementThreshold() / PERCENT);
        if (before > 0 && improvement >= limits.improvementThreshold()) {
            cpuOf = cpus(estimate);
            why = "overloaded for " + polling.overloadedInARow() + " intervals; " + numbers;
            verdict = "balanced: " + numbers;
            polling.balanced();
        }
    }

    private Target target(List<Rxq> rxqs, Placement current) {
        List<Wanted> wanted = new ArrayList<>();
        assignment(rxqs)
                .pmds()
                .forEach((cpu, served) -> wanted.add(new Wanted(
                        new Placement.Setting(CpuSet.of(cpu), PollMode.POLL),
                        served.stream()
                                .flatMap(rxq -> rxq.queues().stream())
                                .sorted()
                                .toList())));
        return Target.of(wanted, current);
    }
}
