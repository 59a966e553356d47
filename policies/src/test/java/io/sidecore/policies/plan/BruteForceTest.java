package io.sidecore.policies.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.WorkerId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans of few queues beside the best of all assignments. */
class BruteForceTest {

    static Stream<Integer> seeds() {
        return IntStream.range(0, 300).boxed();
    }

    /** Up to ten guests with a queue each on up to four workers, under one of four sets of rules. */
    private static Instance small(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int workers = 2 + random.nextInt(3);
        int queues = 1 + random.nextInt(workers == 4 ? 9 : 10);
        Draws.Shape shape = Draws.Shape.values()[seed % Draws.Shape.values().length];
        int kind = random.nextInt(4);
        int nodes = kind == 1 ? 2 : 1;
        List<PlanGuest> guests = Draws.guests(shape.loads(queues, workers, random), 1, nodes);
        Ruled rules = Ruled.ANY.with(kind == 1 ? Numa.HARD : Numa.NONE);
        if (kind == 2) {
            rules = rules.withGuestsPerWorker((queues + workers - 1) / workers);
        }
        if (kind == 3) {
            rules = rules.matchingCgroups();
            guests = guests.stream()
                    .map(guest -> new PlanGuest(
                            guest.name(),
                            guest.node(),
                            "/set" + random.nextInt(2),
                            Optional.empty(),
                            false,
                            guest.queues()))
                    .toList();
        }
        return new Instance(Draws.workers(workers, nodes), guests, rules.rules());
    }

    /** The lowest load of the busiest worker; infinite if no assignment holds the rules. */
    private static double best(Instance instance, int guest, int[] places) {
        if (guest == places.length) {
            return busiest(instance, places);
        }
        double best = Double.POSITIVE_INFINITY;
        for (int worker = 0; worker < instance.workers().size(); worker++) {
            places[guest] = worker;
            best = Math.min(best, best(instance, guest + 1, places));
        }
        return best;
    }

    private static double busiest(Instance instance, int[] places) {
        double[] loads = new double[instance.workers().size()];
        int[] count = new int[loads.length];
        String[] cgroups = new String[loads.length];
        Rules rules = instance.rules();
        for (int i = 0; i < places.length; i++) {
            PlanGuest guest = instance.guests().get(i);
            PlanWorker worker = instance.workers().get(places[i]);
            boolean far = rules.numa() == Numa.HARD && !guest.node().equals(worker.node());
            boolean foreign = rules.cgroupMatch()
                    && cgroups[places[i]] != null
                    && !guest.cgroups().equals(cgroups[places[i]]);
            if (far || foreign || ++count[places[i]] > rules.guestsPerWorker().orElse(Integer.MAX_VALUE)) {
                return Double.POSITIVE_INFINITY;
            }
            cgroups[places[i]] = guest.cgroups();
            loads[places[i]] += guest.queues().get(0).load();
        }
        return Arrays.stream(loads).max().orElse(0);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aPlanFromNothingIsTheBestAndKnowsIt(int seed) {
        Instance instance = small(seed);
        Plan plan = Planner.plan(instance);
        double best = best(instance, 0, new int[instance.guests().size()]);
        assertTrue(plan.feasible(), () -> "seed " + seed + ": " + plan.conflicts());
        assertTrue(plan.busiest() <= best * 1.003, () -> "seed " + seed + " best " + best + ": " + plan.explanation());
        assertTrue(plan.bound().load() <= best * (1 + 1e-9), () -> "seed " + seed + ": " + plan.explanation());
        assertEquals(0, plan.gap(), 0.003, () -> "seed " + seed + ": " + plan.explanation());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aPlanFromABadStartIsWithinTheTolerance(int seed) {
        Instance fresh = small(seed);
        List<PlanGuest> guests = new ArrayList<>();
        for (PlanGuest guest : fresh.guests()) {
            PlanQueue queue = guest.queues().get(0);
            PlanQueue onFirst = new PlanQueue(queue.queue(), queue.load(), Optional.of(new WorkerId("w0")), false);
            guests.add(new PlanGuest(
                    guest.name(), OptionalInt.empty(), guest.cgroups(), Optional.empty(), false, List.of(onFirst)));
        }
        Instance instance = new Instance(
                fresh.workers(),
                guests,
                new Ruled(fresh.rules()).with(Numa.NONE).rules());
        Plan plan = Planner.plan(instance);
        double best = best(instance, 0, new int[guests.size()]);
        assertTrue(
                plan.busiest() <= best * 1.02 + 1e-9,
                () -> "seed " + seed + ", best " + best + ": " + plan.explanation());
    }
}
