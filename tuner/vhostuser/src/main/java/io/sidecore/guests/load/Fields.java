package io.sidecore.guests.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The fields of one JSON object, with its place in the document; what is wrong with it goes to a list. */
final class Fields {

    private final String place;
    private final JsonNode node;
    private final List<String> problems;

    Fields(String place, JsonNode node, List<String> problems) {
        this.place = place;
        this.node = node;
        this.problems = problems;
    }

    private void problem(String what) {
        problems.add(place.isEmpty() ? what : place + ": " + what);
    }

    boolean isSound() {
        return problems.isEmpty();
    }

    /** Makes something of the fields; if they are not fit for it, the reason goes to the problems. */
    <T> Optional<T> build(Supplier<T> maker) {
        try {
            return Optional.of(maker.get());
        } catch (IllegalArgumentException e) {
            problem(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** Finds fault with any other field: it is probably a misspelt one. */
    void allowOnly(String... names) {
        List<String> known = List.of(names);
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                problem("unknown field '" + name + "' (want " + String.join(", ", known) + ")");
            }
        });
    }

    boolean has(String field) {
        return node.has(field);
    }

    Optional<String> text(String field) {
        JsonNode value = node.path(field);
        if (!value.isMissingNode() && !value.isTextual()) {
            throw new IllegalArgumentException(field + " must be a text: " + value);
        }
        return Optional.ofNullable(value.textValue());
    }

    OptionalDouble number(String field) {
        JsonNode value = node.path(field);
        if (value.isMissingNode()) {
            return OptionalDouble.empty();
        }
        if (!value.isNumber()) {
            throw new IllegalArgumentException(field + " must be a number: " + value);
        }
        return OptionalDouble.of(value.doubleValue());
    }

    /** A number without a fraction. */
    OptionalInt whole(String field) {
        OptionalDouble number = number(field);
        if (number.isEmpty()) {
            return OptionalInt.empty();
        }
        double value = number.getAsDouble();
        if (value != (int) value) {
            throw new IllegalArgumentException(field + " must be a whole number: " + value);
        }
        return OptionalInt.of((int) value);
    }

    double required(String field) {
        return number(field).orElseThrow(() -> new IllegalArgumentException(field + " is missing (want a number)"));
    }

    /** The one of the values whose word the field has. */
    <E> E choice(String field, E[] values, Function<E, String> word) {
        String wanted = node.path(field).asText("");
        return Arrays.stream(values)
                .filter(value -> word.apply(value).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(field + " must be one of "
                        + Arrays.stream(values).map(word).collect(Collectors.joining(", ")) + ": '" + wanted + "'"));
    }

    Optional<Fields> object(String field) {
        JsonNode value = node.path(field);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            throw new IllegalArgumentException(field + " must be an object {...}: " + value);
        }
        return Optional.of(new Fields(place, value, problems));
    }

    List<Fields> list(String field) {
        JsonNode value = node.path(field);
        if (!value.isArray()) {
            problem(field + " must be a list [...]");
            return List.of();
        }
        List<Fields> items = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            String item = field + "[" + i + "]";
            if (value.get(i).isObject()) {
                items.add(new Fields(item, value.get(i), problems));
            } else {
                problem(item + " must be an object {...}: " + value.get(i));
            }
        }
        return items;
    }
}
