package io.sidecore.tuner.whatif;

import java.util.List;

/**
 * What is said of a change before it is made.
 *
 * @param host where
 * @param recordedEpochMillis which recording of that host
 * @param change in words
 * @param guests how many there will be
 * @param workers how many there will be
 * @param forecasts the numbers
 * @param notes what it takes for granted, and what it cannot say
 */
public record Prediction(
        String host,
        long recordedEpochMillis,
        String change,
        int guests,
        int workers,
        List<Forecast> forecasts,
        List<String> notes) {
    public Prediction {
        if (guests < 0 || workers < 1 || forecasts.isEmpty()) {
            throw new IllegalArgumentException("no prediction: " + guests + " guests on " + workers + " workers");
        }
        forecasts = List.copyOf(forecasts);
        notes = List.copyOf(notes);
    }
}
