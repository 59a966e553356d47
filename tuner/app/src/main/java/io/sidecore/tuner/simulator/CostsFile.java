package io.sidecore.tuner.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecore.policies.document.JsonFile;
import io.sidecore.policies.document.PolicyException;
import io.sidecore.policies.document.PolicySchema;
import io.sidecore.policies.document.Problem;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Reads and writes costs: a JSON object with the names of {@link Costs}. What it leaves out is as in-kernel vhost has it. */
public final class CostsFile {

    private static final JsonFile COSTS = new JsonFile("costs", 1 << 16);

    private CostsFile() {}

    /**
     * Reads a file.
     *
     * @throws PolicyException with a line for each problem, if it cannot be read or has no costs
     */
    public static Costs read(Path file) {
        return parse(file.toString(), COSTS.text(file));
    }

    /**
     * Reads the text of a file.
     *
     * @param file what problems call it
     * @throws PolicyException with a line for each problem
     */
    public static Costs parse(String file, String text) {
        JsonNode tree = COSTS.tree(file, text);
        if (!tree.isObject()) {
            throw new PolicyException(List.of(
                    new Problem(file, "/", PolicySchema.shown(tree), "a JSON object of costs, as --save writes")));
        }
        ObjectNode usual = JsonFile.JSON.valueToTree(Costs.KERNEL);
        List<Problem> problems = new ArrayList<>();
        for (Map.Entry<String, JsonNode> cost : tree.properties()) {
            check(file, usual, cost, problems);
        }
        if (!problems.isEmpty()) {
            throw new PolicyException(problems);
        }
        usual.setAll((ObjectNode) tree);
        return bind(usual);
    }

    /** Each cost among others that are good, so that all that are not can be named. */
    private static void check(String file, ObjectNode usual, Map.Entry<String, JsonNode> cost, List<Problem> problems) {
        String where = "/" + cost.getKey();
        if (!usual.has(cost.getKey())) {
            TreeSet<String> names = new TreeSet<>();
            usual.fieldNames().forEachRemaining(names::add);
            problems.add(new Problem(file, where, "unknown", "one of " + names));
        } else if (!cost.getValue().isNumber()) {
            problems.add(new Problem(file, where, PolicySchema.shown(cost.getValue()), "a number"));
        } else {
            try {
                ObjectNode one = usual.deepCopy();
                one.set(cost.getKey(), cost.getValue());
                bind(one);
            } catch (IllegalArgumentException e) {
                String wanted = JsonFile.firstLine(String.valueOf(e.getMessage()));
                problems.add(new Problem(file, where, PolicySchema.shown(cost.getValue()), wanted));
            }
        }
    }

    private static Costs bind(ObjectNode tree) {
        try {
            return JsonFile.JSON.treeToValue(tree, Costs.class);
        } catch (JsonMappingException e) {
            Throwable refusal = e.getCause() == null ? e : e.getCause();
            throw new IllegalArgumentException(refusal.getMessage(), e);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("costs", e); // reading from a tree: cannot happen
        }
    }

    /** The text of a file that says the same. */
    public static String text(Costs costs) {
        return JsonFile.JSON.valueToTree(costs).toPrettyString() + "\n";
    }
}
