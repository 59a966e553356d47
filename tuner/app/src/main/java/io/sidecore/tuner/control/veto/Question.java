package io.sidecore.tuner.control.veto;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Touched;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalDouble;

/**
 * May this change be made?
 *
 * @param id the change's, in the journal too
 * @param time of day
 * @param gain of utility that the policy expects, if it expects a number
 * @param before the placement as it is
 */
public record Question(String id, Instant time, Decision decision, OptionalDouble gain, Placement before) {

    private static final ObjectMapper JSON = new JsonMapper();

    /**
     * One JSON object on one line, which ends with a line end: {@code id}, {@code time} (UTC), {@code kind} (the word for the
     * decision), {@code steps} (one, or those of an arrangement), {@code workers}, {@code queues} and {@code guests} as
     * {@link Touched} has them, {@code reason}, {@code expectedGain} (left out if there is none), and {@code placement}.
     */
    public String json() {
        Touched touched = Touched.by(decision, before);
        ObjectNode question = JSON.createObjectNode();
        question.put("id", id);
        question.put("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
        question.put("kind", JSON.valueToTree(decision).path("action").asText());
        ArrayNode steps = question.putArray("steps");
        (decision instanceof Decision.Arrange arrange ? arrange.steps() : List.of(decision))
                .forEach(step -> steps.add(step(step)));
        question.set("workers", JSON.valueToTree(touched.workers()));
        question.set("queues", JSON.valueToTree(touched.queues()));
        question.set("guests", JSON.valueToTree(touched.guests()));
        question.put("reason", decision.reason().text());
        gain.ifPresent(expected -> question.put("expectedGain", expected));
        question.set("placement", JSON.valueToTree(before));
        try {
            return JSON.writeValueAsString(question) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a question that cannot be written: " + id, e);
        }
    }

    /** Without its reason: steps of one arrangement all have the same. */
    private static JsonNode step(Decision step) {
        ObjectNode node = JSON.valueToTree(step);
        node.remove("reason");
        return node;
    }
}
