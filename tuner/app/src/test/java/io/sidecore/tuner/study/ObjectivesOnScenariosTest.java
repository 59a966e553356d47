package io.sidecore.tuner.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Objective;
import io.sidecore.policies.Placement;
import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.objective.GuestClass;
import io.sidecore.policies.objective.NamePattern;
import io.sidecore.policies.source.BuiltInPolicies;
import io.sidecore.tuner.control.journal.JournalEntry;
import io.sidecore.tuner.simulator.Costs;
import io.sidecore.tuner.simulator.scenario.Scenario;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The adaptive policy does otherwise if its objective says so, on the same load. */
class ObjectivesOnScenariosTest {

    private static final PolicyDocument ADAPTIVE = new BuiltInPolicies().get("adaptive");
    private static final String[] ASKING = {"vm0", "vm1", "vm2", "vm3"};
    private static final String[] STREAMING = {"vm4", "vm5"};

    private static Objective objective(OptionalDouble bound, double price, GuestClass... classes) {
        return new Objective(1, 0.2, 0.3, 2, 1000, bound, price, List.of(classes));
    }

    private static GuestClass of(String name, double weight, OptionalDouble boundMicros, String... guests) {
        return new GuestClass(
                name,
                Stream.of(guests).map(NamePattern::new).toList(),
                weight,
                boundMicros,
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    private static Run run(String scenario, Objective objective) {
        PolicyDocument policy = new PolicyDocument(
                "adaptive", ADAPTIVE.summary(), ADAPTIVE.parameters(), objective, ADAPTIVE.guards(), ADAPTIVE.judge());
        Scenario played = BuiltInScenarios.all().stream()
                .filter(each -> each.name().equals(scenario))
                .findFirst()
                .orElseThrow();
        return Run.of(policy, new Run.Terms(played, Costs.KERNEL, 1, objective, 6, 3));
    }

    /** As its last kept change left it. */
    private static Placement end(Run run) {
        Map<String, JournalEntry.Intent> intents = new HashMap<>();
        return run.journal().stream()
                .map(entry -> {
                    if (entry instanceof JournalEntry.Intent intent) {
                        intents.put(intent.id(), intent);
                    }
                    return entry instanceof JournalEntry.Result result
                                    && result.verdict().stays()
                            ? intents.get(result.id())
                            : null;
                })
                .filter(intent -> intent != null)
                .map(intent -> intent.before().after(intent.decision()))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private static Set<WorkerId> serving(Placement placement, String... guests) {
        return placement.queues().entrySet().stream()
                .filter(queue -> Set.of(guests).contains(queue.getKey().device()))
                .map(Map.Entry::getValue)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isPolled(Placement placement, Set<WorkerId> workers) {
        return workers.stream()
                .allMatch(worker -> placement.setting(worker).mode().equals(PollMode.POLL));
    }

    /** Those that ask are looked after by workers that do not sleep at once, and share none with a stream. */
    private static boolean areApartAndAwake(Run run) {
        Placement end = end(run);
        Set<WorkerId> asking = serving(end, ASKING);
        Set<WorkerId> both = new TreeSet<>(asking);
        both.retainAll(serving(end, STREAMING));
        return both.isEmpty()
                && asking.stream()
                        .noneMatch(worker -> end.setting(worker).mode().equals(PollMode.SLEEP));
    }

    private static boolean allArePolled(Run run) {
        Placement end = end(run);
        return isPolled(end, Set.copyOf(end.queues().values()));
    }

    /** 7 guests that are asked 250 times a second do not pay for a CPU, but for one that wakes up in 8 us. */
    @Test
    void aBoundThatSleepersViolateIsWorthPollingFor() {
        Run free = run("rr-rare-7", objective(OptionalDouble.empty(), 0));
        Run bounded = run("rr-rare-7", objective(OptionalDouble.of(5), 0.5));
        assertFalse(allArePolled(free), () -> end(free) + "\n" + free.journal());
        assertTrue(allArePolled(bounded), () -> end(bounded) + "\n" + bounded.journal());
        assertEquals(OptionalDouble.empty(), free.withinBounds());
        assertTrue(bounded.withinBounds().orElse(0) > 0.9, () -> bounded.withinBounds() + "\n" + bounded.journal());
        assertTrue(
                bounded.journal().stream()
                        .anyMatch(entry -> entry instanceof JournalEntry.Result result
                                && result.text().contains("; p99 of all guests ")
                                && result.text().endsWith(" us, bound 5 us: met")),
                () -> bounded.journal().toString());
    }

    /** A guest that is asked waits for the batches of a stream on the same worker, once in a while. */
    @Test
    void aBoundForThoseThatAskKeepsThemFromStreams() {
        OptionalDouble none = OptionalDouble.empty();
        Run free = run("mixed-6", objective(none, 0, of("ask", 1, none, ASKING)));
        Run bounded = run("mixed-6", objective(none, 0.5, of("ask", 1, OptionalDouble.of(10), ASKING)));
        assertFalse(areApartAndAwake(free), () -> end(free) + "\n" + free.journal());
        assertTrue(areApartAndAwake(bounded), () -> end(bounded) + "\n" + bounded.journal());
    }

    @Test
    void theWeightsOfClassesDecideWhoIsServedApart() {
        OptionalDouble none = OptionalDouble.empty();
        Run asking = run("mixed-6", objective(none, 0, of("ask", 10, none, ASKING)));
        Run streaming = run("mixed-6", objective(none, 0, of("stream", 10, none, STREAMING)));
        assertTrue(areApartAndAwake(asking), () -> end(asking) + "\n" + asking.journal());
        assertFalse(areApartAndAwake(streaming), () -> end(streaming) + "\n" + streaming.journal());
    }
}
