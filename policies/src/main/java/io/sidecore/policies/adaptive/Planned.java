package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Text;
import io.sidecore.policies.document.Parameters.Adaptive;
import io.sidecore.policies.plan.Instance;
import io.sidecore.policies.plan.Numa;
import io.sidecore.policies.plan.Observed;
import io.sidecore.policies.plan.Plan;
import io.sidecore.policies.plan.PlanGuest;
import io.sidecore.policies.plan.PlanQueue;
import io.sidecore.policies.plan.PlanWorker;
import io.sidecore.policies.plan.Planner;
import io.sidecore.policies.plan.Rules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Proposals for a host that is too large to try every arrangement on ({@link LargeHost}), by the {@link Planner}: the same
 * workers, balanced with the fewest moves; about as many workers on I/O cores as the load asks for; and other modes for all.
 * A guest's queues stay together, and guests of different cgroups share no worker where that is asked for.
 */
final class Planned {

    /** Rules of {@link AdaptivePolicy} that find by single steps what the planner finds at once. */
    static final Set<String> INSTEAD_OF = Set.of("balance");

    /** Nothing moves while the busiest worker is at most so much above what must be. */
    private static final double TOLERANCE = 0.01;

    private static final int UNKNOWN_NODE = -1;

    private final Host host;
    private final Adaptive limits;
    private final Rules rules;
    private final List<PollMode> modes;

    Planned(Host host, Adaptive limits) {
        this.host = host;
        this.limits = limits;
        Rules others = Rules.DEFAULTS;
        this.rules = new Rules(
                Numa.SOFT,
                others.crossNodeFactor(),
                others.overload(),
                limits.matchCgroups(),
                others.guestsPerWorker(),
                others.apart(),
                TOLERANCE,
                others.movePrice());
        PollMode spin = PollMode.spin(Duration.ofNanos(1000L * limits.spinMicros()));
        this.modes = List.of(PollMode.SLEEP, spin, PollMode.POLL);
    }

    /**
     * Each with its kind.
     *
     * @param now what {@code here} was made of
     * @param free the workers that may be changed, and what they serve
     */
    List<Map.Entry<String, Decision>> of(Situation here, Observation now, Placement free) {
        Scene scene = new Scene(here, now, free);
        List<Map.Entry<String, Decision>> all = new ArrayList<>();
        if (scene.loads.isEmpty()) {
            return all;
        }
        List<Seats.Seat> same = scene.loads.keySet().stream()
                .map(worker -> new Seats.Seat(free.setting(worker).cpus(), Optional.of(worker)))
                .toList();
        scene.propose(all, "the same workers, balanced", same);
        for (PollMode mode : modes) {
            scene.add(all, "all workers set to " + mode, scene.steps(same, Optional.of(mode)), "no moves");
        }
        int needed = needed(scene);
        for (int count : counts(scene, needed)) {
            List<Seats.Seat> seats = scene.seats.choose(count, scene.homeLoads);
            String kind = Text.count(count, "worker") + " on I/O cores";
            scene.propose(all, kind, seats);
        }
        return all;
    }

    /** As many workers as the load asks for; guests that share none ask for their own. */
    private int needed(Scene scene) {
        Map<String, Double> bySet = new HashMap<>();
        for (PlanGuest guest : scene.guests) {
            bySet.merge(limits.matchCgroups() ? guest.cgroups() : "", load(guest), Double::sum);
        }
        int sum = bySet.values().stream()
                .mapToInt(load -> Math.max(1, (int) Math.ceil(load / limits.maxLoad())))
                .sum();
        // A worker near 100 % hides demand.
        int asked = (int) Math.ceil(scene.demand / limits.maxLoad());
        return Math.max(sum, asked);
    }

    /** Near what is needed, and as many as there are, unless each of these has an I/O core already. */
    private static SortedSet<Integer> counts(Scene scene, int needed) {
        int now = scene.loads.size();
        int most = Math.min(scene.seats.most(), scene.guests.size());
        SortedSet<Integer> counts = new TreeSet<>();
        for (int count : new int[] {needed - 1, needed, needed + 1, now}) {
            if (count >= 1 && count <= most && (count != now || !scene.seats.isTakenByAll())) {
                counts.add(count);
            }
        }
        if (needed > most && most > 0 && most != now) {
            counts.add(most);
        }
        return counts;
    }

    private static double load(PlanGuest guest) {
        double load = 0;
        for (PlanQueue queue : guest.queues()) {
            load += queue.load();
        }
        return load;
    }

    /** An observation as the planner takes it. */
    private final class Scene {

        private final Placement free;
        private final String summary;
        private final double demand;
        private final List<PlanGuest> guests;
        private final TreeMap<WorkerId, Double> loads = new TreeMap<>();
        private final Map<Integer, Double> homeLoads = new HashMap<>();
        private final Seats seats;

        Scene(Situation here, Observation now, Placement free) {
            this.free = free;
            this.summary = here.summary();
            this.demand = here.demand(here.serving().stream()
                    .filter(load -> free.workers().containsKey(load.worker()))
                    .toList());
            this.guests = Observed.instance(now, free, host, rules).guests().stream()
                    .map(guest -> new PlanGuest(
                            guest.name(), guest.node(), guest.cgroups(), guest.isolation(), true, guest.queues()))
                    .toList();
            for (PlanGuest guest : guests) {
                homeLoads.merge(guest.node().orElse(UNKNOWN_NODE), load(guest), Double::sum);
                guest.queues()
                        .forEach(queue ->
                                queue.worker().ifPresent(worker -> loads.merge(worker, queue.load(), Double::sum)));
            }
            this.seats = new Seats(host, here, free, loads);
        }

        /** What a plan makes of these workers; nothing if it cannot hold all rules. */
        void propose(List<Map.Entry<String, Decision>> all, String kind, List<Seats.Seat> chosen) {
            Plan plan = Planner.plan(new Instance(workers(chosen), guests, rules));
            if (plan.feasible()) {
                add(all, kind, steps(chosen, Optional.empty()).with(plan), plan.explanation());
            }
        }

        PlannedSteps steps(List<Seats.Seat> chosen, Optional<PollMode> mode) {
            return new PlannedSteps(free, loads.navigableKeySet(), chosen, mode);
        }

        private List<PlanWorker> workers(List<Seats.Seat> chosen) {
            List<PlanWorker> workers = new ArrayList<>();
            for (int i = 0; i < chosen.size(); i++) {
                Seats.Seat seat = chosen.get(i);
                int[] nodes = seat.core().stream().map(host::nodeOf).distinct().toArray();
                OptionalInt node = nodes.length == 1 ? OptionalInt.of(nodes[0]) : OptionalInt.empty();
                workers.add(new PlanWorker(
                        PlannedSteps.id(seat, i), node, OptionalInt.empty(), 1, Optional.empty(), Optional.empty()));
            }
            return workers;
        }

        void add(List<Map.Entry<String, Decision>> all, String kind, PlannedSteps steps, String explanation) {
            steps.decision(Reason.of(kind + " (" + explanation + "); now " + summary))
                    .ifPresent(decision -> all.add(Map.entry(kind, decision)));
        }
    }
}
