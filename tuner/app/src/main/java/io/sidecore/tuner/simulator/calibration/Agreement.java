package io.sidecore.tuner.simulator.calibration;

/**
 * How well the time of workers was predicted in windows that were held out of the fit.
 *
 * @param windows how many
 * @param rSquared 1 is perfect, 0 as good as the mean of all windows, below 0 worse than that
 * @param meanRelativeError mean of |predicted - measured| / measured
 */
public record Agreement(int windows, double rSquared, double meanRelativeError) {}
