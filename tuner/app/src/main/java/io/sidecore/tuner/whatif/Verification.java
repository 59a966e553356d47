package io.sidecore.tuner.whatif;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Holds a prediction against what was recorded after the change. */
public final class Verification {

    private Verification() {}

    /**
     * What became of each forecast that can be checked.
     *
     * @throws IllegalArgumentException if the recording is not of what was predicted
     */
    public static List<Outcome> of(Prediction prediction, Recorded later) {
        if (!prediction.host().equals(later.host())) {
            throw new IllegalArgumentException(
                    "the prediction is for " + prediction.host() + ", and the recording of " + later.host());
        }
        if (later.startedEpochMillis() <= prediction.recordedEpochMillis()) {
            throw new IllegalArgumentException(
                    "the recording is not later than the one that the prediction is made of");
        }
        if (prediction.guests() != later.guests().size()
                || prediction.workers() != later.workers().size()) {
            throw new IllegalArgumentException("predicted were " + prediction.guests() + " guests and "
                    + prediction.workers() + " workers, recorded are "
                    + later.guests().size() + " and " + later.workers().size()
                    + ": a prediction is only checked by what it is for");
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (Forecast forecast : prediction.forecasts()) {
            OptionalDouble actual = actual(forecast, later);
            if (actual.isPresent() && actual.getAsDouble() > 0) {
                outcomes.add(Outcome.of(prediction, forecast, later, actual.getAsDouble()));
            }
        }
        return outcomes;
    }

    private static OptionalDouble actual(Forecast forecast, Recorded later) {
        int[] all = later.loads().allWindows();
        if (forecast.unit().equals(Forecast.SHARE)) {
            return forecast.quantity().equals(later.resource())
                    ? OptionalDouble.of(later.loads().busiest(all))
                    : OptionalDouble.empty();
        }
        return forecast.checkable() && later.waits().measured()
                ? later.waits().measuredMicros(all)
                : OptionalDouble.empty();
    }
}
