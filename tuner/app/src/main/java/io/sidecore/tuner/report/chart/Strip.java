package io.sidecore.tuner.report.chart;

import io.sidecore.tuner.report.svg.Axis;
import io.sidecore.tuner.report.svg.Svg;
import java.util.List;
import java.util.function.DoubleFunction;

/** What all strips of a time line have: a title, a scale and a ground line. */
final class Strip {

    private Strip() {}

    /**
     * Draws them.
     *
     * @param ticks the values to mark on the scale
     * @param bottom the ground line, in pixels
     */
    static void draw(Svg svg, Axis scale, List<Double> ticks, DoubleFunction<String> words, int bottom) {
        for (double tick : ticks) {
            svg.line("grid", TimeLine.LEFT, scale.at(tick), TimeLine.RIGHT, scale.at(tick));
            svg.text("tick end", TimeLine.LEFT - 6, scale.at(tick) + 4, words.apply(tick));
        }
        svg.line("axis", TimeLine.LEFT, bottom, TimeLine.RIGHT, bottom);
    }

    /** Writes what a strip shows, above it. */
    static void title(Svg svg, int top, String title) {
        svg.text("strip", TimeLine.LEFT + 4, top - 8 + 4, title);
    }
}
