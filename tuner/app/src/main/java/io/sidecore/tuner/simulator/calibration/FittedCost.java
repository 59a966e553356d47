package io.sidecore.tuner.simulator.calibration;

/**
 * One cost, as a recording tells it.
 *
 * @param cost its name in {@link io.sidecore.tuner.simulator.Costs}
 * @param fitted whether the recording told it; else {@code value} is the default
 * @param value in nanoseconds
 * @param error standard error of the value, in nanoseconds; 0 if it was not told
 * @param usual the default, in nanoseconds
 * @param why what keeps the recording from telling; empty if it told
 */
public record FittedCost(String cost, boolean fitted, double value, double error, double usual, String why) {

    static FittedCost told(String cost, double value, double error, double usual) {
        return new FittedCost(cost, true, value, error, usual, "");
    }

    static FittedCost untold(String cost, double usual, String why) {
        return new FittedCost(cost, false, usual, 0, usual, why);
    }
}
