package io.sidecore.collector.diagnosis.finding;

import java.util.Comparator;
import java.util.List;

/**
 * Something that is wrong, or that explains why an I/O thread is not to blame.
 *
 * @param cause why
 * @param subject whom it befalls
 * @param headline the finding in one sentence
 * @param harm share of the time of those it befalls that is lost or wasted for it, about, 0..1: good for ordering only
 * @param evidence numbers that it rests on; at least one
 * @param confidence how sure
 * @param explanation how the evidence leads to the cause, and what it hides
 * @param remedy what to do
 */
public record Finding(
        Cause cause,
        Subject subject,
        String headline,
        double harm,
        List<Evidence> evidence,
        Confidence confidence,
        String explanation,
        Remedy remedy) {

    /** The most harmful first; the rest only makes the order certain. */
    public static final Comparator<Finding> BY_HARM = Comparator.comparingDouble(Finding::harm)
            .reversed()
            .thenComparing(Finding::cause)
            .thenComparing(finding -> finding.subject().name());

    public Finding {
        evidence = List.copyOf(evidence);
        if (!(harm >= 0 && harm <= 1) || evidence.isEmpty()) {
            throw new IllegalArgumentException("a finding has evidence, and harm in [0,1]: " + harm + " " + evidence);
        }
    }
}
