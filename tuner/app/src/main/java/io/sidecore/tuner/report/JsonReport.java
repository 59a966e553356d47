package io.sidecore.tuner.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecore.tuner.trial.compare.Comparison;
import io.sidecore.tuner.trial.compare.Findings;
import io.sidecore.tuner.trial.result.Optionals;
import io.sidecore.tuner.trial.result.TrialResult;
import java.util.List;
import java.util.stream.Collectors;

/** A trial as JSON. Keys are the names of the records' components in snake case, units included; absent is null. */
public final class JsonReport {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(Optionals.module())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private JsonReport() {}

    /** The result, and the comparisons and the conclusion drawn from it. Ends with a line end. */
    public static String write(Findings findings) {
        ObjectNode tree = JSON.valueToTree(findings.trial());
        tree.set("comparisons", comparisons(findings.differences()));
        tree.putPOJO("conclusion", findings.conclusion());
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
        } catch (MismatchedInputException e) {
            throw new IllegalArgumentException(
                    "not a trial's JSON: " + field(e) + " is missing, or not what a trial writes there", e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a trial's JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Where in the file, as in {@code arms/0/totals/seconds}; what a file has that is no object at all is the whole. */
    private static String field(MismatchedInputException e) {
        String path = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? String.valueOf(step.getIndex()) : step.getFieldName())
                .collect(Collectors.joining("/"));
        return path.isEmpty() ? "its object" : path;
    }
}
