package io.sidecore.collector.signal.host;

/**
 * One part of a worker's time.
 *
 * @param share of the window, 0..1
 * @param source who counted it; of a part that is what others leave, who counted those
 */
public record TimePart(Activity activity, double share, SignalSource source) {
    public TimePart {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share must be in [0,1]: " + share); // also NaN
        }
    }
}
