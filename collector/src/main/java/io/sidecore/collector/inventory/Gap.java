package io.sidecore.collector.inventory;

/**
 * Something that could not be measured or found, and why. It stands in every report: silence would look like zero.
 *
 * @param what the signal or the thing that is missing, in words an operator knows
 * @param reason why, and what would mend it where that is known
 */
public record Gap(String what, String reason) {
    public Gap {
        if (what.isBlank() || reason.isBlank()) {
            throw new IllegalArgumentException("a gap says what is missing and why: '" + what + "' '" + reason + "'");
        }
    }
}
