package io.sidecore.tuner.whatif;

import io.sidecore.tuner.report.svg.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Predictions, and what became of them, for a terminal. */
public final class WhatIfText {

    private static final String HEADINGS = row("", "now", "then", "9 of 10 times");

    private WhatIfText() {}

    /** What a change is predicted to do. */
    public static List<String> of(Recorded recorded, Prediction prediction, Calibration calibration) {
        List<String> lines = new ArrayList<>();
        lines.add("Recorded on " + recorded.host() + ": " + recorded.guests().size() + " guests on "
                + recorded.workers().size() + " workers, " + recorded.windows() + " windows.");
        lines.add("With " + prediction.change() + ":");
        lines.add(HEADINGS);
        for (Forecast forecast : prediction.forecasts()) {
            lines.add(row(
                    forecast.quantity(),
                    value(forecast, forecast.now()),
                    value(forecast, forecast.predicted()),
                    value(forecast, forecast.low()) + " to " + value(forecast, forecast.high())));
        }
        lines.addAll(prediction.notes());
        prediction.forecasts().stream()
                .filter(Forecast::checkable)
                .forEach(forecast -> lines.add(trust(forecast.quantity(), calibration)));
        return lines;
    }

    /** What became of a prediction. */
    public static List<String> of(List<Outcome> outcomes, Calibration after) {
        List<String> lines = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s: predicted %s (%s to %s), measured %s: %s; the prediction was %.0f %% too %s",
                    outcome.quantity(),
                    value(outcome.unit(), outcome.predicted()),
                    value(outcome.unit(), outcome.low()),
                    value(outcome.unit(), outcome.high()),
                    value(outcome.unit(), outcome.actual()),
                    outcome.inside() ? "inside the interval" : "outside the interval",
                    100 * Math.abs(outcome.error()),
                    outcome.error() > 0 ? "high" : "low"));
            lines.add("  " + trust(outcome.quantity(), after));
        }
        return lines;
    }

    private static String trust(String quantity, Calibration calibration) {
        int checked = calibration.checked(quantity);
        return checked == 0
                ? "The error of the model for " + quantity + " is assumed: no prediction of it was checked yet."
                : String.format(
                        Locale.ROOT,
                        "Of the last %d checked predictions of %s %d came true; intervals are %.2f times the model's.",
                        checked,
                        quantity,
                        calibration.inside(quantity),
                        calibration.scale(quantity));
    }

    private static String value(Forecast forecast, double number) {
        return value(forecast.unit(), number);
    }

    private static String value(String unit, double number) {
        return unit.equals(Forecast.SHARE)
                ? Figures.percent(number)
                : Figures.micros(number).replace('\u00b5', 'u');
    }

    private static String row(String what, String now, String then, String range) {
        return String.format(Locale.ROOT, "  %-34s%9s%9s   %s", what, now, then, range);
    }
}
