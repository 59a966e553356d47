package io.sidecore.policies.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every plan, on instances drawn from many distributions. */
class PlanLawsTest {

    private static final int QUEUES = 400;
    private static final int WORKERS = 16;
    private static final int NODES = 2;

    static Stream<Integer> seeds() {
        return IntStream.range(0, 40).boxed();
    }

    /** Guests with all kinds of wishes, and rules that are hard to hold but can be. */
    private static Instance constrained(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Draws.Shape shape = Draws.Shape.values()[seed % Draws.Shape.values().length];
        boolean cgroups = random.nextBoolean();
        List<PlanGuest> guests = new ArrayList<>();
        for (PlanGuest guest : Draws.guests(shape.loads(QUEUES, WORKERS, random), 4, NODES)) {
            boolean served = random.nextInt(3) == 0;
            List<PlanQueue> queues = guest.queues().stream()
                    .map(queue -> served ? on(queue, "w" + random.nextInt(WORKERS)) : queue)
                    .toList();
            guests.add(new PlanGuest(
                    guest.name(),
                    guest.node(),
                    "/set" + random.nextInt(3),
                    random.nextInt(10) == 0 ? Optional.of("gold") : Optional.empty(),
                    random.nextInt(3) == 0,
                    queues));
        }
        Ruled rules = Ruled.ANY.with(Numa.values()[random.nextInt(3)]).withApart(apart(random));
        rules = random.nextBoolean() ? rules.withGuestsPerWorker(20) : rules;
        return new Instance(Draws.workers(WORKERS, NODES), guests, (cgroups ? rules.matchingCgroups() : rules).rules());
    }

    private static PlanQueue on(PlanQueue queue, String worker) {
        return new PlanQueue(queue.queue(), queue.load(), Optional.of(new WorkerId(worker)), false);
    }

    private static List<Set<String>> apart(SplittableRandom random) {
        return IntStream.range(0, 5)
                .mapToObj(set -> Set.of("vm" + random.nextInt(50), "vm" + (50 + random.nextInt(50))))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyRuleHoldsAndEveryQueueIsPlacedOrNamed(int seed) {
        Instance instance = constrained(seed);
        Plan plan = Planner.plan(instance);
        assertEquals(List.of(), broken(instance, plan), () -> "seed " + seed);
        Set<QueueId> left = new HashSet<>();
        plan.conflicts().forEach(conflict -> left.addAll(conflict.queues()));
        instance.guests()
                .forEach(guest -> guest.queues()
                        .forEach(queue -> assertTrue(
                                plan.assignment().containsKey(queue.queue()) != left.contains(queue.queue()),
                                () -> queue.queue() + " with seed " + seed)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theBusiestIsTheHighestLoadAndNotBelowTheBound(int seed) {
        Plan plan = Planner.plan(constrained(seed));
        assertTrue(plan.busiest() >= plan.bound().load(), () -> "seed " + seed);
        assertEquals(
                plan.shares().stream().mapToDouble(Share::load).max().orElse(0), plan.busiest(), () -> "seed " + seed);
    }

    /** An administrator pins what he likes, and so breaks rules; the bound must not take them for held. */
    @ParameterizedTest
    @MethodSource("seeds")
    void pinsThatBreakRulesLeaveTheBoundBelowTheBusiest(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Instance drawn = constrained(seed);
        List<PlanGuest> guests = new ArrayList<>();
        for (PlanGuest guest : drawn.guests()) {
            List<PlanQueue> queues = guest.queues().stream()
                    .map(queue -> random.nextInt(12) == 0 ? pinned(queue, "w" + random.nextInt(WORKERS)) : queue)
                    .toList();
            guests.add(new PlanGuest(
                    guest.name(), guest.node(), guest.cgroups(), guest.isolation(), guest.together(), queues));
        }
        Plan plan = Planner.plan(new Instance(drawn.workers(), guests, drawn.rules()));
        assertTrue(plan.busiest() >= plan.bound().load(), () -> "seed " + seed);
    }

    private static PlanQueue pinned(PlanQueue queue, String worker) {
        return new PlanQueue(queue.queue(), queue.load(), Optional.of(new WorkerId(worker)), true);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatCanNeverBePlacedChangesNothingForTheOthers(int seed) {
        Instance drawn = constrained(seed);
        Rules rules = drawn.rules().with(Numa.HARD);
        List<PlanGuest> more = new ArrayList<>(drawn.guests());
        PlanQueue elephant = new PlanQueue(QueueId.parse("lost/rx0"), 3, Optional.empty(), false);
        more.add(new PlanGuest("lost", OptionalInt.of(99), "/set0", Optional.empty(), false, List.of(elephant)));
        PlanQueue nowhere = pinned(new PlanQueue(QueueId.parse("gone/rx0"), 3, Optional.empty(), false), "w99");
        more.add(new PlanGuest("gone", OptionalInt.of(0), "/set0", Optional.empty(), false, List.of(nowhere)));
        Plan without = Planner.plan(new Instance(drawn.workers(), drawn.guests(), rules));
        Plan with = Planner.plan(new Instance(drawn.workers(), more, rules));
        assertEquals(without.assignment(), with.assignment(), () -> "seed " + seed);
        assertEquals(without.bound(), with.bound(), () -> "seed " + seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aPlanCarriedOutNeedsNoOther(int seed) {
        Instance instance = constrained(seed);
        Plan plan = Planner.plan(instance);
        assertEquals(List.of(), Planner.plan(Draws.after(instance, plan)).moves(), () -> "seed " + seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theSameInstanceHasTheSamePlan(int seed) {
        assertEquals(Planner.plan(constrained(seed)), Planner.plan(constrained(seed)), () -> "seed " + seed);
    }

    @ParameterizedTest
    @EnumSource
    void loadsThatDriftABitMoveFewQueues(Draws.Shape shape) {
        SplittableRandom random = new SplittableRandom(7);
        double[] loads = shape.loads(2000, 32, random);
        Instance instance = new Instance(
                Draws.workers(32, 4),
                Draws.guests(loads, 4, 4),
                Ruled.ANY.with(Numa.HARD).rules());
        Plan before = Planner.plan(instance);
        Instance drifted = Draws.served(
                instance, queue -> before.assignment().get(queue), queue -> 0.9 + 0.2 * random.nextDouble());
        Plan after = Planner.plan(drifted);
        assertTrue(after.gap() <= 0.02, () -> shape + ": " + after.explanation());
        assertTrue(after.moves().size() <= 40, () -> shape + ": " + after.explanation());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aPartitionThatIsKnownToBePerfectIsMetWithinOnePercent(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int workers = 2 + random.nextInt(60);
        double[] loads = Draws.planted(workers, 5 + random.nextInt(60), random);
        Plan plan = Planner.plan(new Instance(Draws.workers(workers, 1), Draws.guests(loads, 4, 1), Rules.DEFAULTS));
        assertEquals(0.7, plan.bound().load(), 1e-3, () -> "seed " + seed);
        assertTrue(plan.busiest() <= 0.7 * 1.01, () -> "seed " + seed + ": " + plan.explanation());
    }

    @ParameterizedTest
    @EnumSource
    void tenThousandQueuesAreWithinOnePercentOfTheBound(Draws.Shape shape) {
        double[] loads = shape.loads(10_000, 128, new SplittableRandom(3));
        Plan plan = Planner.plan(new Instance(
                Draws.workers(128, 8),
                Draws.guests(loads, 4, 8),
                Ruled.ANY.with(Numa.HARD).rules()));
        assertTrue(plan.gap() <= 0.01, () -> shape + ": " + plan.explanation());
        assertEquals(10_000, plan.assignment().size());
    }

    @ParameterizedTest
    @EnumSource
    void everythingOnOneWorkerIsSpreadWithinOnePercent(Draws.Shape shape) {
        double[] loads = shape.loads(10_000, 128, new SplittableRandom(3));
        Instance instance = new Instance(
                Draws.workers(128, 1),
                Draws.guests(loads, 4, 1),
                Ruled.ANY.with(Numa.HARD).rules());
        Plan plan = Planner.plan(Draws.served(instance, queue -> new WorkerId("w0"), queue -> 1));
        assertTrue(plan.gap() <= 0.01, () -> shape + ": " + plan.explanation());
    }

    /** What a plan does against the rules, found without any of the planner's own means. */
    private static List<String> broken(Instance instance, Plan plan) {
        List<String> broken = new ArrayList<>();
        Map<WorkerId, Set<PlanGuest>> served = new HashMap<>();
        Map<WorkerId, OptionalInt> nodes = new HashMap<>();
        instance.workers().forEach(worker -> nodes.put(worker.worker(), worker.node()));
        Rules rules = instance.rules();
        for (PlanGuest guest : instance.guests()) {
            Set<WorkerId> workers = new HashSet<>();
            for (PlanQueue queue : guest.queues()) {
                WorkerId worker = plan.assignment().get(queue.queue());
                if (worker != null) {
                    workers.add(worker);
                    served.computeIfAbsent(worker, added -> new HashSet<>()).add(guest);
                    if (rules.numa() == Numa.HARD && !guest.node().equals(nodes.get(worker))) {
                        broken.add(queue.queue() + " is on another node");
                    }
                }
            }
            if (guest.together() && workers.size() > 1) {
                broken.add(guest.name() + " is not together");
            }
        }
        served.forEach((worker, guests) -> {
            if (guests.size() > rules.guestsPerWorker().orElse(Integer.MAX_VALUE)) {
                broken.add(worker + " has too many guests");
            }
            if (guests.stream().map(PlanGuest::isolation).distinct().count() > 1) {
                broken.add(worker + " serves several classes");
            }
            if (rules.cgroupMatch()
                    && guests.stream().map(PlanGuest::cgroups).distinct().count() > 1) {
                broken.add(worker + " serves several cgroups");
            }
            for (Set<String> apart : rules.apart()) {
                if (guests.stream()
                                .filter(guest -> apart.contains(guest.name()))
                                .count()
                        > 1) {
                    broken.add(worker + " serves several of " + apart);
                }
            }
        });
        return broken;
    }
}
