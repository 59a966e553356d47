package io.sidecore.tuner.whatif;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Predictions, one a file, and the log of what became of them, one a line; both JSON, with units in the names. */
public final class PredictionFiles {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private PredictionFiles() {}

    /** As a file holds it. */
    public static String text(Prediction prediction) throws JsonProcessingException {
        return JSON.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(prediction) + "\n";
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if the file holds something else
     */
    public static Prediction read(Path file) throws IOException {
        try {
            return JSON.readValue(Files.readString(file), Prediction.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + " is no prediction: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Reads the log; nothing was checked yet if there is none.
     *
     * @throws IllegalArgumentException if a line of it is something else
     */
    public static Calibration log(Path file) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                try {
                    outcomes.add(JSON.readValue(line, Outcome.class));
                } catch (JsonProcessingException e) {
                    throw new IllegalArgumentException(
                            file + ", line " + (outcomes.size() + 1) + ", is no checked prediction: "
                                    + e.getOriginalMessage(),
                            e);
                }
            }
        }
        return new Calibration(outcomes);
    }

    /** Adds to the log what is not in it yet: the same prediction checked twice by the same recording counts once. */
    public static void add(Path file, List<Outcome> outcomes) throws IOException {
        Calibration known = log(file);
        StringBuilder lines = new StringBuilder();
        for (Outcome outcome : outcomes) {
            if (known.outcomes().stream().noneMatch(outcome::isOfTheSame)) {
                lines.append(JSON.writeValueAsString(outcome)).append('\n');
            }
        }
        Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
