package io.sidecore.tuner.trial.guests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sidecore.tuner.trial.result.Optionals;

/** Reads what the load guests print. Keys that are not known are passed over, so that guests may tell more. */
public final class GuestLines {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(Optionals.module())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private GuestLines() {}

    /**
     * Reads one line.
     *
     * @throws IllegalArgumentException if the line is not one of the three that guests print
     */
    public static GuestLine parse(String line) {
        try {
            JsonNode tree = JSON.readTree(line);
            require(tree, line, "type");
            // Optional keys aside, a missing one would silently read as 0.
            if (tree.path("type").asText().equals("interval")) {
                require(tree, line, "t", "phase", "seconds", "packets", "bytes", "latency_micros");
            } else if (tree.path("type").asText().equals("result")) {
                require(tree, line, "seconds", "packets_per_second", "latency_micros", "flows", "kicks", "calls");
            }
            return JSON.treeToValue(tree, GuestLine.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(refusal(line) + ": " + e.getOriginalMessage(), e);
        }
    }

    private static void require(JsonNode tree, String line, String... keys) {
        for (String key : keys) {
            if (!tree.hasNonNull(key)) {
                throw new IllegalArgumentException(refusal(line) + ": " + key + " is missing");
            }
        }
    }

    private static String refusal(String line) {
        String shown = line.length() <= 120 ? line : line.substring(0, 120) + "...";
        return "the guests printed '" + shown + "', which is no line with type ready, interval or result";
    }
}
