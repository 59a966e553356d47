package io.sidecore.tuner.report.chart;

import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.report.svg.LinearAxis;
import io.sidecore.tuner.report.svg.LogAxis;
import io.sidecore.tuner.report.svg.Markup;
import io.sidecore.tuner.report.svg.Svg;
import io.sidecore.tuner.trial.compare.Measure;
import io.sidecore.tuner.trial.result.ArmResult;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.Collectors;

/** What low latency costs: every arm's p99 latency over the CPU that its workers used. Low and left is best. */
public final class CostChart {

    private static final int WIDTH = 480;
    private static final int LEFT = 64;
    private static final int RIGHT = WIDTH - 20;
    private static final int TOP = 10;
    private static final int BOTTOM = 170;
    private static final int HEIGHT = 206;
    private static final int MOST_TICKS = 5;
    private static final double LINE_HEIGHT = 14;

    private CostChart() {}

    /** Draws it. */
    public static void draw(Markup to, String id, List<ArmResult> arms) {
        List<ArmResult> shown = arms.stream().filter(CostChart::known).toList();
        LinearAxis cpu = LinearAxis.roundedTo(
                shown.stream()
                        .mapToDouble(arm -> value(Measure.WORKER_CPU, arm))
                        .max()
                        .orElse(1),
                5,
                LEFT,
                RIGHT);
        DoubleSummaryStatistics micros =
                shown.stream().mapToDouble(arm -> value(Measure.P99, arm)).summaryStatistics();
        LogAxis latency = shown.isEmpty()
                ? LogAxis.around(1, 1000, BOTTOM, TOP)
                : LogAxis.around(micros.getMin(), micros.getMax(), BOTTOM, TOP);
        String title = "p99 latency of each arm over its worker CPU";
        try (Svg svg = new Svg(to, new Svg.Frame(WIDTH, HEIGHT, false), id, title, description(arms))) {
            axes(svg, cpu, latency);
            List<Svg.Point> labels = new ArrayList<>();
            for (int i = 0; i < arms.size(); i++) {
                if (known(arms.get(i))) {
                    dot(svg, arms.get(i), Palette.arm(i), point(arms.get(i), cpu, latency), labels);
                }
            }
        }
    }

    private static void axes(Svg svg, LinearAxis cpu, LogAxis latency) {
        List<Double> ticks = latency.ticks();
        int stride = (ticks.size() + MOST_TICKS - 1) / MOST_TICKS;
        for (int i = 0; i < ticks.size(); i += stride) {
            double y = latency.at(ticks.get(i));
            svg.line("grid", LEFT, y, RIGHT, y);
            svg.text("tick end", LEFT - 6, y + 4, Figures.tick(Figures.micros(ticks.get(i))));
        }
        for (double tick : cpu.ticks()) {
            svg.line("grid", cpu.at(tick), TOP, cpu.at(tick), BOTTOM);
            svg.text("tick mid", cpu.at(tick), BOTTOM + 16, Figures.tick(Figures.three(tick)));
        }
        svg.line("axis", LEFT, BOTTOM, RIGHT, BOTTOM);
        svg.line("axis", LEFT, TOP, LEFT, BOTTOM);
        svg.text("tick end", RIGHT, HEIGHT - 4, "worker CPU in cores");
    }

    private static void dot(Svg svg, ArmResult arm, String colour, Svg.Point at, List<Svg.Point> labels) {
        svg.circle("mark " + colour, at.x(), at.y(), 6);
        double x = at.x() > (LEFT + RIGHT) / 2.0 ? at.x() - 10 : at.x() + 10;
        double y = at.y() + 4;
        // A label that would lie on an earlier one goes below it.
        for (Svg.Point label : labels) {
            if (Math.abs(label.x() - x) < 100 && Math.abs(label.y() - y) < LINE_HEIGHT) {
                y = label.y() + LINE_HEIGHT;
            }
        }
        labels.add(new Svg.Point(x, y));
        String name = arm.arm().name();
        svg.text(x < at.x() ? "name end" : "name", x, y, Figures.cut(name, 20), name);
    }

    private static Svg.Point point(ArmResult arm, LinearAxis cpu, LogAxis latency) {
        return new Svg.Point(cpu.at(value(Measure.WORKER_CPU, arm)), latency.at(value(Measure.P99, arm)));
    }

    /** A logarithm has no 0. */
    private static boolean known(ArmResult arm) {
        return Measure.WORKER_CPU.of(arm).isPresent() && Measure.P99.of(arm).orElse(0) > 0;
    }

    private static double value(Measure measure, ArmResult arm) {
        return measure.of(arm).orElse(0);
    }

    private static String description(List<ArmResult> arms) {
        return arms.stream()
                .map(arm -> arm.arm().name() + ": "
                        + (known(arm)
                                ? Figures.micros(value(Measure.P99, arm)) + " at "
                                        + Figures.three(value(Measure.WORKER_CPU, arm)) + " cores"
                                : "not measured"))
                .collect(Collectors.joining("; "));
    }
}
