package io.sidecore.tuner.trial.result;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A whole trial.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION} of the program that wrote it
 * @param startedAt when it began, ISO 8601 with its zone
 * @param seed of the load and of the order of the arms: the same seed offers the same load
 * @param load what the guests did, in words
 * @param measureSeconds how long each run of an arm was to be measured
 * @param arms in the order that they were asked for
 */
@JsonIgnoreProperties({"conclusion", "comparisons"}) // for people and programs; derived from the rest, so not read
public record TrialResult(
        int schemaVersion,
        String startedAt,
        long seed,
        String load,
        double measureSeconds,
        Design design,
        HostFacts host,
        List<ArmResult> arms) {

    /** Goes up whenever a reader of the older JSON would misread the newer. */
    public static final int SCHEMA_VERSION = 2;

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

    /** The arm of that name; absent if there is none. */
    public Optional<ArmResult> arm(String name) {
        return arms.stream().filter(arm -> arm.arm().name().equals(name)).findFirst();
    }
}
