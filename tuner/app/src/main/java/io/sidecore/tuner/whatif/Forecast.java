package io.sidecore.tuner.whatif;

/**
 * One number as it is and as it will be.
 *
 * @param quantity what it is, in words
 * @param unit {@code share} of one worker (or of all CPUs), or {@code us}
 * @param now as recorded
 * @param predicted after the change; a share above 1 is more than there is
 * @param low lower end of the interval that holds what is measured later 9 of 10 times, if the model holds
 * @param high upper end
 * @param scale by which past errors widened (above 1) or narrowed the interval of the model alone, on a logarithmic scale
 * @param checkable whether a later recording can tell what came true
 */
public record Forecast(
        String quantity,
        String unit,
        double now,
        double predicted,
        double low,
        double high,
        double scale,
        boolean checkable) {

    /** A share. */
    public static final String SHARE = "share";
    /** Microseconds. */
    public static final String MICROS = "us";

    public Forecast {
        if (!(low <= predicted && predicted <= high && scale > 0 && low > 0)) {
            throw new IllegalArgumentException(
                    quantity + ": " + predicted + " is not in its interval " + low + " to " + high); // also NaN
        }
    }

    /** Half the interval of the model alone, on a logarithmic scale. */
    double modelHalf() {
        return Math.log(high / low) / 2 / scale;
    }
}
