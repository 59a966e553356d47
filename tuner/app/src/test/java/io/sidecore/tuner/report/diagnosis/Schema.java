package io.sidecore.tuner.report.diagnosis;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** As much of JSON Schema as our schema uses; anything else in it is an error. */
final class Schema {

    private final JsonNode root;
    private final List<String> problems = new ArrayList<>();

    private Schema(JsonNode root) {
        this.root = root;
    }

    /** What is wrong with a document; empty if nothing is. */
    static List<String> problems(JsonNode schema, JsonNode document) {
        Schema check = new Schema(schema);
        check.check(schema, document, "$");
        return check.problems;
    }

    private void check(JsonNode schema, JsonNode value, String at) {
        schema.properties().forEach(rule -> {
            switch (rule.getKey()) {
                case "$schema", "$defs", "title", "description", "properties" -> {}
                case "$ref" -> check(root.at(rule.getValue().asText().substring(1)), value, at);
                case "const" -> expect(rule.getValue().equals(value), at + " is " + value);
                case "enum" -> expect(contains(rule.getValue(), value), at + " is " + value);
                case "type" -> expect(isType(rule.getValue(), value), at + " is no " + rule.getValue() + ": " + value);
                case "required" ->
                    rule.getValue().forEach(key -> expect(value.has(key.asText()), at + " lacks " + key));
                case "additionalProperties" ->
                    value.fieldNames()
                            .forEachRemaining(
                                    key -> expect(schema.at("/properties").has(key), at + " has " + key));
                case "items" -> {
                    for (int i = 0; i < value.size(); i++) {
                        check(rule.getValue(), value.get(i), at + "[" + i + "]");
                    }
                }
                default -> throw new IllegalArgumentException("not understood: " + rule.getKey());
            }
        });
        schema.at("/properties").properties().forEach(property -> {
            if (value.has(property.getKey())) {
                check(property.getValue(), value.get(property.getKey()), at + "." + property.getKey());
            }
        });
    }

    private void expect(boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }

    private static boolean contains(JsonNode list, JsonNode value) {
        for (JsonNode one : list) {
            if (one.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isType(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (isType(one, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (type.asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "null" -> value.isNull();
            default -> throw new IllegalArgumentException("not understood: " + type);
        };
    }
}
