package io.sidecore.tuner.report.chart;

import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.report.svg.LinearAxis;
import io.sidecore.tuner.report.svg.Markup;
import io.sidecore.tuner.report.svg.Svg;
import io.sidecore.tuner.trial.compare.Measure;
import io.sidecore.tuner.trial.result.ArmResult;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * One measure of every arm as bars. The thin line across the end of a bar spans the 10th to the 90th percentile of the
 * intervals: how steady the arm was.
 */
public final class BarChart {

    private static final int WIDTH = 480;
    private static final int LEFT = 116;
    private static final int RIGHT = WIDTH - 84;
    private static final int ROW = 34;
    private static final int TOP = 8;
    private static final int AXIS = 26;

    private final Measure measure;
    private final String unit;
    private final DoubleFunction<String> words;

    /**
     * A kind of bar chart.
     *
     * @param unit what the numbers count, for instance {@code packets/s}
     * @param words a number as people read it
     */
    public BarChart(Measure measure, String unit, DoubleFunction<String> words) {
        this.measure = measure;
        this.unit = unit;
        this.words = words;
    }

    /** Draws it. */
    public void draw(Markup to, String id, List<ArmResult> arms) {
        int bottom = TOP + ROW * arms.size();
        LinearAxis axis = LinearAxis.roundedTo(most(arms), 4, LEFT, RIGHT);
        Svg.Frame frame = new Svg.Frame(WIDTH, bottom + AXIS, false);
        try (Svg svg = new Svg(to, frame, id, title(), description(arms))) {
            for (double tick : axis.ticks()) {
                svg.line("grid", axis.at(tick), TOP, axis.at(tick), bottom);
                svg.text("tick mid", axis.at(tick), bottom + 16, Figures.tick(words.apply(tick)));
            }
            for (int i = 0; i < arms.size(); i++) {
                row(svg, axis, arms.get(i), i);
            }
            svg.line("axis", LEFT, TOP, LEFT, bottom);
        }
    }

    private void row(Svg svg, LinearAxis axis, ArmResult arm, int index) {
        double middle = TOP + ROW * (index + 0.5);
        String name = arm.arm().name();
        svg.text("name end", LEFT - 8, middle + 4, Figures.cut(name, 13), name);
        OptionalDouble value = measure.of(arm);
        if (value.isEmpty()) {
            svg.text("absent", LEFT + 8, middle + 4, "not measured");
            return;
        }
        double end = axis.at(value.getAsDouble());
        svg.rounded("bar " + Palette.arm(index), LEFT, middle - 10, Math.max(1, end - LEFT), 20, 2);
        double right = Math.max(end, spread(svg, axis, arm, middle));
        svg.text("value", right + 6, middle + 4, words.apply(value.getAsDouble()));
    }

    /** Draws the spread, and tells where it ends. */
    private double spread(Svg svg, LinearAxis axis, ArmResult arm, double middle) {
        double[] series = measure.series(arm);
        if (series.length < 2) {
            return LEFT;
        }
        Percentile percentile = new Percentile();
        percentile.setData(series);
        double low = axis.at(percentile.evaluate(10));
        double high = axis.at(percentile.evaluate(90));
        svg.line("spread", low, middle, high, middle);
        svg.line("spread", low, middle - 4, low, middle + 4);
        svg.line("spread", high, middle - 4, high, middle + 4);
        return high;
    }

    private double most(List<ArmResult> arms) {
        double most = 0;
        for (ArmResult arm : arms) {
            most = Math.max(most, measure.of(arm).orElse(0));
            double[] series = measure.of(arm).isPresent() ? measure.series(arm) : new double[0];
            if (series.length > 1) {
                most = Math.max(most, new Percentile().evaluate(series, 90));
            }
        }
        return most;
    }

    private String title() {
        return measure.text() + " of each arm in " + unit;
    }

    private String description(List<ArmResult> arms) {
        return arms.stream()
                .map(arm -> arm.arm().name() + ": "
                        + (measure.of(arm).isPresent()
                                ? words.apply(measure.of(arm).getAsDouble()) + " " + unit
                                : "not measured"))
                .collect(Collectors.joining("; "));
    }
}
