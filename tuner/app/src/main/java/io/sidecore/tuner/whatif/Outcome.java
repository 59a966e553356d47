package io.sidecore.tuner.whatif;

/**
 * What a forecast turned out to be worth.
 *
 * @param host where
 * @param recordedEpochMillis of which recording it was made
 * @param laterEpochMillis by which recording it was checked
 * @param quantity what was predicted
 * @param unit of the numbers
 * @param predicted before
 * @param low lower end of the interval
 * @param high upper end
 * @param actual what was measured later
 * @param inside whether that is in the interval
 * @param modelErrors by how many half intervals of the model alone it was off, on a logarithmic scale
 */
public record Outcome(
        String host,
        long recordedEpochMillis,
        long laterEpochMillis,
        String quantity,
        String unit,
        double predicted,
        double low,
        double high,
        double actual,
        boolean inside,
        double modelErrors) {

    /** A worker cannot be busier than all the time: of a load, what is predicted above 1 is held against 1. */
    static Outcome of(Prediction prediction, Forecast forecast, Recorded later, double actual) {
        double most = forecast.unit().equals(Forecast.SHARE) ? 1 : Double.POSITIVE_INFINITY;
        double predicted = Math.min(most, forecast.predicted());
        double low = Math.min(most, forecast.low());
        double high = Math.min(most, forecast.high());
        return new Outcome(
                prediction.host(),
                prediction.recordedEpochMillis(),
                later.startedEpochMillis(),
                forecast.quantity(),
                forecast.unit(),
                predicted,
                low,
                high,
                actual,
                actual >= low && actual <= high,
                Math.abs(Math.log(actual / predicted)) / forecast.modelHalf());
    }

    /** Error of the prediction, as a share of what was measured: positive if too high. */
    public double error() {
        return predicted / actual - 1;
    }

    boolean isOfTheSame(Outcome other) {
        return host.equals(other.host)
                && recordedEpochMillis == other.recordedEpochMillis
                && laterEpochMillis == other.laterEpochMillis
                && quantity.equals(other.quantity);
    }
}
