package io.sidecore.tuner.simulator.calibration;

/**
 * How well the time of visits was predicted in windows that were held out of the fit.
 *
 * @param windows how many
 * @param rSquared 1 is perfect, 0 as good as the mean of all windows, below 0 worse than that
 * @param meanRelativeError mean of |predicted - measured| / measured; one window in which a worker was kept from running can
 *     make it large
 * @param medianRelativeError the median of the same
 */
public record Agreement(int windows, double rSquared, double meanRelativeError, double medianRelativeError) {}
