package io.sidecore.tuner.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecore.tuner.simulator.calibration.Calibration;
import io.sidecore.tuner.simulator.calibration.FittedCost;
import java.util.Locale;

/** A calibration as a table for people, and as JSON for programs. */
final class CalibrationReport {

    private static final String NEVER_TOLD = """
            No recording tells:
              kilobyte                  bytes are not recorded; the default for frames of --frame-bytes is taken off packet
              look                      empty turns are not recorded
              guestSwitch, cgroupSwitch switches are not recorded; what they cost is part of visit
              kick, interrupt, postedInterrupt, halt, polledHalt, haltPoll..., jitter   paid by guests
              remote, sibling, slice, wakeUpGranularity, sleeperCredit, balance, move, interruptGap, linkQueue   of the host, not of a worker's work
            """;

    private CalibrationReport() {}

    static String text(Calibration calibration) {
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "%-10s  %9s  %9s  %9s%n", "cost", "fitted/ns", "+-", "default"));
        for (FittedCost fit : calibration.fits()) {
            text.append(
                    fit.fitted()
                            ? String.format(
                                    Locale.ROOT,
                                    "%-10s  %9.1f  %9.1f  %9.1f%n",
                                    fit.cost(),
                                    fit.value(),
                                    fit.error(),
                                    fit.usual())
                            : String.format(
                                    Locale.ROOT,
                                    "%-10s  %9s  %9s  %9.1f  default kept: %s%n",
                                    fit.cost(),
                                    "-",
                                    "-",
                                    fit.usual(),
                                    fit.why()));
        }
        text.append(String.format(
                Locale.ROOT,
                "%nFitted to %d windows. Predicted and measured time of visits in %d other windows:"
                        + " R^2 %.4f, relative error %.1f%% in the mean, %.1f%% in the median%n%n",
                calibration.fittedWindows(),
                calibration.agreement().windows(),
                calibration.agreement().rSquared(),
                100 * calibration.agreement().meanRelativeError(),
                100 * calibration.agreement().medianRelativeError()));
        return text.append(NEVER_TOLD).toString();
    }

    static String json(Calibration calibration) {
        ObjectNode document = new JsonMapper()
                .createObjectNode()
                .put("schema_version", 1)
                .put("fitted_windows", calibration.fittedWindows())
                .put("held_out_windows", calibration.agreement().windows())
                .put("r_squared", calibration.agreement().rSquared())
                .put("mean_relative_error", calibration.agreement().meanRelativeError())
                .put("median_relative_error", calibration.agreement().medianRelativeError());
        ArrayNode costs = document.putArray("costs");
        for (FittedCost fit : calibration.fits()) {
            ObjectNode cost = costs.addObject()
                    .put("cost", fit.cost())
                    .put("fitted", fit.fitted())
                    .put("value_nanos", fit.value());
            if (fit.fitted()) {
                cost.put("standard_error_nanos", fit.error());
            } else {
                cost.put("why_not", fit.why());
            }
            cost.put("default_nanos", fit.usual());
        }
        return document.toPrettyString() + "\n";
    }
}
