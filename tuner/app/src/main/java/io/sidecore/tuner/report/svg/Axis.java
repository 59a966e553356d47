package io.sidecore.tuner.report.svg;

import java.util.List;

/** Maps values to places in a picture. Values beyond its ends go to its ends. */
public interface Axis {

    /** Where a value lies, in pixels. */
    double at(double value);

    /** Round values to be marked, ascending. */
    List<Double> ticks();
}
