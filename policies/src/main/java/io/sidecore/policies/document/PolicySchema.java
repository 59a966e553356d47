package io.sidecore.policies.document;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.harrel.jsonschema.Error;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JacksonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Checks a file against a published schema. What would be right is said in the words of the schema's own
 * {@code description}, so that the schema is the one place to write it.
 */
public final class PolicySchema {

    private static final int MAX_SHOWN = 60;

    /** Say only that some other keyword failed, which is reported by itself. */
    private static final Set<String> ECHOES = Set.of("if", "allOf");

    private final JsonNode schema;
    private final Validator validator;
    private final URI uri;

    /** The schema that is a resource of this jar. */
    public PolicySchema(String resource) {
        try (InputStream in = PolicySchema.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource " + resource + " is missing from the jar");
            }
            schema = new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
        // That the schema itself is valid is tested when it is built; checking it at each start takes 0.1 s.
        validator = new ValidatorFactory()
                .withJsonNodeFactory(new JacksonNode.Factory())
                .withDisabledSchemaValidation(true)
                .createValidator();
        uri = validator.registerSchema((Object) schema);
    }

    /** Every problem of the tree, in order of its path. */
    public List<Problem> problems(String file, JsonNode tree) {
        Set<Problem> problems = new LinkedHashSet<>();
        for (Error error : validator.validate(uri, (Object) tree).getErrors()) {
            if (!ECHOES.contains(String.valueOf(error.getKeyword()))) {
                explain(file, error, tree).forEach(problems::add);
            }
        }
        return problems.stream().sorted(Comparator.comparing(Problem::where)).toList();
    }

    private Stream<Problem> explain(String file, Error error, JsonNode tree) {
        String where = error.getInstanceLocation();
        JsonNode value = tree.at(JsonPointer.compile(where));
        String location =
                error.getSchemaLocation().substring(error.getSchemaLocation().indexOf('#') + 1);
        JsonNode rule = schema.at(JsonPointer.compile(location));
        if ("required".equals(error.getKeyword())) {
            return missing(file, where, value, rule);
        }
        if (location.endsWith("/additionalProperties")) {
            JsonNode object = schema.at(JsonPointer.compile(location).head());
            return Stream.of(new Problem(file, where, "unknown", "one of " + names(object.path("properties"))));
        }
        return Stream.of(new Problem(file, where.isEmpty() ? "/" : where, shown(value), description(rule)));
    }

    private Stream<Problem> missing(String file, String where, JsonNode value, JsonNode rule) {
        Stream.Builder<Problem> missing = Stream.builder();
        for (JsonNode name : rule.path("required")) {
            if (!value.has(name.asText())) {
                JsonNode property = rule.path("properties").has(name.asText())
                        ? rule.path("properties").get(name.asText())
                        : rule;
                missing.add(new Problem(file, where + "/" + name.asText(), "missing", description(property)));
            }
        }
        return missing.build();
    }

    private String description(JsonNode rule) {
        JsonNode target = rule.has("$ref")
                ? schema.at(JsonPointer.compile(rule.get("$ref").asText().substring(1)))
                : rule;
        return target.path("description").asText();
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The value as it stands in the file, cut short if long. */
    public static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
    }
}
