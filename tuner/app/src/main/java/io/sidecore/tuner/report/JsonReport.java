package io.sidecore.tuner.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecore.tuner.trial.compare.Comparison;
import io.sidecore.tuner.trial.compare.Conclusion;
import io.sidecore.tuner.trial.compare.Differences;
import io.sidecore.tuner.trial.result.Optionals;
import io.sidecore.tuner.trial.result.TrialResult;
import java.util.List;

/** A trial as JSON. Keys are the names of the records' components in snake case, units included; absent is null. */
public final class JsonReport {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(Optionals.module())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private JsonReport() {}

    /** The result, and the comparisons and the conclusion drawn from it. Ends with a line end. */
    public static String write(TrialResult trial) {
        ObjectNode tree = JSON.valueToTree(trial);
        tree.set("comparisons", comparisons(Differences.of(trial).comparisons()));
        tree.putPOJO("conclusion", Conclusion.of(trial));
        try {
            return JSON.writeValueAsString(tree) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a trial that cannot be written", e);
        }
    }

    /** Comparisons, with the names of measures as they are typed. */
    public static ArrayNode comparisons(List<Comparison> comparisons) {
        ArrayNode array = JSON.createArrayNode();
        for (Comparison comparison : comparisons) {
            ObjectNode tree = JSON.valueToTree(comparison);
            array.add(tree.put("measure", comparison.measure().word()));
        }
        return array;
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException if it is no such thing
     */
    public static TrialResult read(String json) {
        try {
            return JSON.readValue(json, TrialResult.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a trial's JSON: " + e.getOriginalMessage(), e);
        }
    }
}
