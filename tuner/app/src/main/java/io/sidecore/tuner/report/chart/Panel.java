package io.sidecore.tuner.report.chart;

import io.sidecore.tuner.report.svg.Axis;
import io.sidecore.tuner.report.svg.Svg;
import io.sidecore.tuner.trial.result.ArmResult;

/** One strip of a time line. */
interface Panel {

    /** Its height in pixels. */
    int height();

    /** Draws what an arm did over time. */
    void draw(Svg svg, Axis time, ArmResult arm, Place place);

    /**
     * Where and how a strip is drawn.
     *
     * @param top in pixels
     * @param colour the class of the arm's colour
     */
    record Place(int top, String colour) {}
}
