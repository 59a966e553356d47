package io.sidecore.tuner.control.judge;

import java.util.Locale;

/**
 * A verdict with its numbers, in units of the policy's utility.
 *
 * @param before median of the windows before the change
 * @param after median of those after it
 * @param gain estimate of the rise (Hodges and Lehmann: median of all differences)
 * @param low lower end of the gain's interval
 * @param high upper end
 */
public record Judgement(Verdict verdict, double before, double after, double gain, double low, double high) {

    /** Not judged, or not yet: a verdict of WAIT, and zeros. */
    public static Judgement none() {
        return new Judgement(Verdict.WAIT, 0, 0, 0, 0, 0);
    }

    /** One line for people. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: utility %.3f -> %.3f, gain %+.3f [%+.3f, %+.3f]",
                verdict,
                before,
                after,
                gain,
                low,
                high);
    }
}
