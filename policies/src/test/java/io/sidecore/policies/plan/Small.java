package io.sidecore.policies.plan;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Instances in a few words, for stories. Workers: {@code w0@1 x2 for=gold cg=/a}: on node 1, capacity 2. Guests: {@code
 * vm1@0 cg=/a class=gold together: 0.5>w0 0.2>w1! 0.1}: three queues, of which the second is pinned to w1, and the third is
 * served by nobody.
 */
final class Small {

    private Small() {}

    static List<PlanWorker> workers(String text) {
        List<PlanWorker> workers = new ArrayList<>();
        for (String part : text.split("; *", -1)) {
            Words words = new Words(part);
            workers.add(new PlanWorker(
                    new WorkerId(words.name()),
                    words.node(),
                    OptionalInt.empty(),
                    words.value("x").map(Double::parseDouble).orElse(1.0),
                    words.value("for="),
                    words.value("cg=")));
        }
        return workers;
    }

    static List<PlanGuest> guests(String text) {
        List<PlanGuest> guests = new ArrayList<>();
        for (String part : text.split("; *", -1)) {
            String[] sides = part.split(": *", 2);
            Words words = new Words(sides[0]);
            List<PlanQueue> queues = new ArrayList<>();
            for (String queue : sides[1].strip().split(" +", -1)) {
                queues.add(queue(new QueueId(words.name(), QueueId.Direction.REQUEST, queues.size()), queue));
            }
            guests.add(new PlanGuest(
                    words.name(),
                    words.node(),
                    words.value("cg=").orElse(""),
                    words.value("class="),
                    words.value("together").isPresent(),
                    queues));
        }
        return guests;
    }

    private static PlanQueue queue(QueueId id, String text) {
        String[] sides = text.split(">", 2);
        boolean pinned = text.endsWith("!");
        Optional<WorkerId> worker =
                sides.length < 2 ? Optional.empty() : Optional.of(new WorkerId(sides[1].replace("!", "")));
        return new PlanQueue(id, Double.parseDouble(sides[0]), worker, pinned);
    }

    static Plan plan(String workers, String guests, Ruled ruled) {
        return Planner.plan(new Instance(workers(workers), guests(guests), ruled.rules()));
    }

    /** As {@code w0: vm1/q0 vm2/q0; w1: vm1/q1}. */
    static String text(Plan plan) {
        Map<WorkerId, List<QueueId>> queues = new TreeMap<>();
        plan.assignment()
                .forEach((queue, worker) -> queues.computeIfAbsent(worker, added -> new ArrayList<>())
                        .add(queue));
        return queues.entrySet().stream()
                .map(entry -> entry.getKey() + ": "
                        + entry.getValue().stream()
                                .sorted()
                                .map(QueueId::toString)
                                .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("; "));
    }

    /** A name, perhaps with its node, and what comes after it. */
    private static final class Words {

        private final String[] words;

        Words(String text) {
            words = text.strip().split(" +", -1);
        }

        String name() {
            return words[0].split("@", 2)[0];
        }

        OptionalInt node() {
            String[] sides = words[0].split("@", 2);
            return sides.length < 2 ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(sides[1]));
        }

        Optional<String> value(String key) {
            for (int i = 1; i < words.length; i++) {
                if (words[i].startsWith(key)) {
                    return Optional.of(words[i].substring(key.length()));
                }
            }
            return Optional.empty();
        }
    }
}
