package io.sidecore.policies.document;

import io.sidecore.policies.Objective;
import java.util.Optional;

/**
 * A policy file, read and checked.
 *
 * @param name what an operator calls the policy by
 * @param summary one line for people
 * @param parameters what the policy does; its type is the file's {@code kind}
 * @param objective what counts as better
 * @param guards what keeps the policy calm
 * @param judge how its changes are judged; absent if they are imposed, as those of a fixed design are
 */
public record PolicyDocument(
        String name,
        String summary,
        Parameters parameters,
        Objective objective,
        Guards guards,
        Optional<Judging> judge) {

    /** The summary, and what of the objective is more than weights. */
    public String inWords() {
        return summary
                + objective.inWords().map(words -> "; objective: " + words).orElse("");
    }
}
