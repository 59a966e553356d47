package io.sidecore.tuner.trial.result;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A whole trial.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION} of the program that wrote it
 * @param startedAt when it began, ISO 8601 with its zone
 * @param seed of the load: the same seed offers the same load
 * @param load what the guests did, in words
 * @param measureSeconds how long each arm was to be measured
 * @param arms in the order that they ran
 */
@JsonIgnoreProperties(value = "conclusion") // written for people and programs; derived from the rest, so not read
public record TrialResult(
        int schemaVersion,
        String startedAt,
        long seed,
        String load,
        double measureSeconds,
        HostFacts host,
        List<ArmResult> arms) {

    /** Goes up whenever a reader of the older JSON would misread the newer. */
    public static final int SCHEMA_VERSION = 1;

    public TrialResult {
        if (schemaVersion != SCHEMA_VERSION) {
            throw new IllegalArgumentException(
                    "schema_version " + schemaVersion + " is not known here (want " + SCHEMA_VERSION + ")");
        }
        arms = List.copyOf(arms);
        Set<String> names = new HashSet<>();
        for (ArmResult result : arms) {
            if (!names.add(result.arm().name())) {
                throw new IllegalArgumentException(
                        "two arms are named " + result.arm().name());
            }
        }
    }
}
