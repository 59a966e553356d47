package io.sidecore.policies.document;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.plan.Instance;
import io.sidecore.policies.plan.Numa;
import io.sidecore.policies.plan.PlanGuest;
import io.sidecore.policies.plan.PlanQueue;
import io.sidecore.policies.plan.PlanWorker;
import io.sidecore.policies.plan.Rules;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Reads instances to plan for. The schema sees every field by itself, and the records how they go together; all problems
 * that either finds are reported at once. What a file leaves out of its rules is as in {@link Rules#DEFAULTS}.
 */
public final class PlanFile {

    /** 10 000 virtqueues take about 1 MB. */
    private static final JsonFile INSTANCE = new JsonFile("an instance", 64 << 20);

    private static final PolicySchema SCHEMA = new PolicySchema("/policies/plan.schema.json");

    private PlanFile() {}

    /**
     * Reads a file.
     *
     * @throws PolicyException if it cannot be read, or is no instance
     */
    public static Instance read(Path file) {
        return parse(file.toString(), INSTANCE.text(file));
    }

    /**
     * Reads the text of a file.
     *
     * @param file what problems call it
     * @throws PolicyException if it is no instance
     */
    public static Instance parse(String file, String text) {
        JsonNode tree = INSTANCE.tree(file, text);
        List<Problem> problems = SCHEMA.problems(file, tree);
        if (!problems.isEmpty()) {
            throw new PolicyException(problems);
        }
        try {
            return new Instance(
                    list(tree.path("workers"), PlanFile::worker),
                    list(tree.path("guests"), PlanFile::guest),
                    rules(tree.path("rules")));
        } catch (IllegalArgumentException e) {
            throw new PolicyException(String.valueOf(e.getMessage())
                    .lines()
                    .map(line -> file + ": " + line)
                    .collect(Collectors.joining("\n")));
        }
    }

    private static <T> List<T> list(JsonNode array, Function<JsonNode, T> each) {
        return StreamSupport.stream(array.spliterator(), false).map(each).toList();
    }

    private static PlanWorker worker(JsonNode node) {
        return new PlanWorker(
                new WorkerId(node.path("worker").asText()),
                number(node.path("node")),
                number(node.path("cpu")),
                node.path("capacity").asDouble(1),
                text(node.path("isolatedFor")),
                text(node.path("cgroups")));
    }

    private static PlanGuest guest(JsonNode node) {
        return new PlanGuest(
                node.path("guest").asText(),
                number(node.path("node")),
                node.path("cgroups").asText(),
                text(node.path("isolation")),
                node.path("together").asBoolean(),
                list(node.path("queues"), PlanFile::queue));
    }

    private static PlanQueue queue(JsonNode node) {
        return new PlanQueue(
                QueueId.parse(node.path("queue").asText()),
                node.path("load").asDouble(),
                text(node.path("worker")).map(WorkerId::new),
                node.path("pinned").asBoolean());
    }

    private static Rules rules(JsonNode node) {
        Rules others = Rules.DEFAULTS;
        return new Rules(
                Numa.valueOf(node.path("numa").asText(others.numa().name()).toUpperCase(Locale.ROOT)),
                node.path("crossNodeFactor").asDouble(others.crossNodeFactor()),
                node.path("overload").asDouble(others.overload()),
                node.path("cgroupMatch").asBoolean(others.cgroupMatch()),
                number(node.path("guestsPerWorker")),
                list(node.path("apart"), set -> Set.copyOf(list(set, JsonNode::asText))),
                node.path("tolerance").asDouble(others.tolerance()),
                node.path("movePrice").asDouble(others.movePrice()));
    }

    private static OptionalInt number(JsonNode node) {
        return node.isMissingNode() ? OptionalInt.empty() : OptionalInt.of(node.asInt());
    }

    private static Optional<String> text(JsonNode node) {
        return node.isMissingNode() ? Optional.empty() : Optional.of(node.asText());
    }
}
