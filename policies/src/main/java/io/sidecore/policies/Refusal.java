package io.sidecore.policies;

import java.time.Duration;

/**
 * Why a change was not made that a policy had asked for, and for how long it need not ask again.
 *
 * @param reason in the words of whoever refused
 * @param holds 0 or more; 0 if the change may be asked for at once, as it was not the change that was refused
 */
public record Refusal(String reason, Duration holds) {
    public Refusal {
        if (reason.isBlank() || holds.isNegative()) {
            throw new IllegalArgumentException(
                    "a refusal has a reason, and holds for 0 s or more: '" + reason + "', " + holds);
        }
    }
}
