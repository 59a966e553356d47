package io.sidecore.tuner.simulator.scenario;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes scenarios. The schema sees every field by itself, then the records see how fields go together; all
 * problems that either finds are reported at once.
 */
public final class ScenarioFile {

    private static final JsonFile SCENARIO = new JsonFile("a scenario", 64 << 20);

    private static final PolicySchema SCHEMA =
            new PolicySchema("/io/sidecore/tuner/simulator/scenario/scenario.schema.json");

    /** What a file leaves out is 0 or null, which the records take for their defaults. */
    private static final ObjectReader READER = JsonFile.JSON
            .reader()
            .without(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES); // the schema has seen to that

    private static final ObjectMapper WRITER =
            new ObjectMapper().setDefaultPropertyInclusion(JsonInclude.Include.NON_EMPTY);

    /** What a load has if its file leaves it out. */
    private static final Map<String, Double> USUAL =
            Map.of("bytes", 64.0, "concurrency", 1.0, "window", 128.0, "packetsPerSecond", 1.0, "burst", 1.0);

    /** Fields that say something even if they are 0. */
    private static final Set<String> NEVER_LEFT_OUT = Set.of("at", "cpu");

    private ScenarioFile() {}

    /**
     * Reads a file.
     *
     * @throws PolicyException if it cannot be read, or is no scenario
     */
    public static Scenario read(Path file) {
        return parse(file.toString(), SCENARIO.text(file));
    }

    /**
     * Reads the text of a file.
     *
     * @param file what problems call it
     * @throws PolicyException if it is no scenario
     */
    public static Scenario parse(String file, String text) {
        JsonNode tree = SCENARIO.tree(file, text);
        List<Problem> problems = SCHEMA.problems(file, tree);
        if (!problems.isEmpty()) {
            throw new PolicyException(problems);
        }
        return new Parts(file, new ArrayList<>()).scenario(tree);
    }

    /** The text of a file that says the same; what is as if it were left out is left out. */
    public static String text(Scenario scenario) {
        JsonNode tree = WRITER.valueToTree(scenario);
        leaveOutUsual(tree);
        return tree.toPrettyString() + "\n";
    }

    private static void leaveOutUsual(JsonNode node) {
        node.forEach(ScenarioFile::leaveOutUsual);
        if (node instanceof ObjectNode object) {
            boolean isLoad = object.has("kind");
            object.properties()
                    .removeIf(field -> !NEVER_LEFT_OUT.contains(field.getKey())
                            && isUsual(field.getValue(), isLoad ? USUAL.getOrDefault(field.getKey(), 0.0) : 0));
        }
    }

    private static boolean isUsual(JsonNode value, double usual) {
        return value.isNumber() ? value.asDouble() == usual : value.isBoolean() && !value.asBoolean();
    }

    /** Binds the parts of a file to their records, and collects what the records refuse. */
    private record Parts(String file, List<Problem> problems) {

        Scenario scenario(JsonNode tree) {
            HostSpec host = bind("/host", tree.get("host"), HostSpec.class);
            List<GuestSpec> guests = list("/guests", tree.path("guests"), GuestSpec.class);
            List<Scene> scenes = list("/scenes", tree.path("scenes"), Scene.class);
            if (host == null || !problems.isEmpty()) {
                throw new PolicyException(problems);
            }
            try {
                return new Scenario(
                        tree.path("name").asText(),
                        tree.path("summary").asText(),
                        host,
                        guests,
                        scenes,
                        tree.path("seconds").asDouble());
            } catch (IllegalArgumentException e) {
                throw new PolicyException(
                        file + ": " + String.valueOf(e.getMessage()).replace("\n", "\n" + file + ": "));
            }
        }

        private <T> List<T> list(String where, JsonNode array, Class<T> type) {
            List<T> all = new ArrayList<>();
            for (int i = 0; i < array.size(); i++) {
                T each = bind(where + "/" + i, array.get(i), type);
                if (each != null) {
                    all.add(each);
                }
            }
            return all;
        }

        private <T> @Nullable T bind(String where, JsonNode node, Class<T> type) {
            try {
                return READER.treeToValue(node, type);
            } catch (JsonMappingException e) {
                Throwable refusal = e.getCause() == null ? e : e.getCause();
                String wanted = JsonFile.firstLine(String.valueOf(refusal.getMessage()));
                problems.add(new Problem(file, where, PolicySchema.shown(node), wanted));
                return null;
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(file, e); // reading from a tree: cannot happen
            }
        }
    }
}
