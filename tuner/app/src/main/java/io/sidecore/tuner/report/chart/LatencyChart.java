package io.sidecore.tuner.report.chart;

import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.report.svg.LogAxis;
import io.sidecore.tuner.report.svg.Markup;
import io.sidecore.tuner.report.svg.Svg;
import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.ArmTotals;
import io.sidecore.tuner.trial.result.LatencyMicros;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Median, 99th and 99.9th percentile of every arm's request latency on a logarithmic axis, told apart by shape. */
public final class LatencyChart {

    private static final int WIDTH = 480;
    private static final int LEFT = 196;
    private static final int RIGHT = WIDTH - 24;
    private static final int ROW = 44;
    private static final int TOP = 30;
    private static final int AXIS = 26;

    /** A clock cannot tell less: values below count as this, since a logarithm has no 0. */
    private static final double LEAST_MICROS = 0.001;

    private LatencyChart() {}

    /** Draws it. */
    public static void draw(Markup to, String id, List<ArmResult> arms) {
        int bottom = TOP + ROW * arms.size();
        Svg.Frame frame = new Svg.Frame(WIDTH, bottom + AXIS, false);
        LogAxis axis = axis(arms);
        try (Svg svg = new Svg(to, frame, id, "request latency of each arm, logarithmic", description(arms))) {
            legend(svg);
            for (double tick : axis.ticks()) {
                svg.line("grid", axis.at(tick), TOP, axis.at(tick), bottom);
            }
            for (double tick : labelled(axis)) {
                svg.text("tick mid", axis.at(tick), bottom + 16, Figures.tick(Figures.micros(tick)));
            }
            for (int i = 0; i < arms.size(); i++) {
                row(svg, axis, arms.get(i), i);
            }
            svg.line("axis", LEFT, TOP, LEFT, bottom);
        }
    }

    /** As many ticks as have room for their text. */
    private static List<Double> labelled(LogAxis axis) {
        List<Double> ticks = axis.ticks();
        int stride = (ticks.size() + 4) / 5;
        return ticks.stream().filter(tick -> ticks.indexOf(tick) % stride == 0).toList();
    }

    private static void legend(Svg svg) {
        svg.circle("mark ink", LEFT + 8, 12, 5);
        svg.text("tick", LEFT + 18, 16, "p50");
        svg.path("mark ink", square(LEFT + 62, 12));
        svg.text("tick", LEFT + 72, 16, "p99");
        svg.path("mark ink", diamond(LEFT + 116, 12));
        svg.text("tick", LEFT + 126, 16, "p99.9");
    }

    private static void row(Svg svg, LogAxis axis, ArmResult arm, int index) {
        double middle = TOP + ROW * (index + 0.5);
        String name = arm.arm().name();
        Optional<LatencyMicros> latency = arm.totals().flatMap(ArmTotals::latencyMicros);
        svg.text("name end", LEFT - 10, middle - 2, Figures.cut(name, 24), name);
        if (latency.isEmpty()) {
            svg.text("absent", LEFT + 8, middle + 4, "not measured");
            return;
        }
        LatencyMicros micros = latency.get();
        svg.text("tick end", LEFT - 10, middle + 13, words(micros));
        String colour = Palette.arm(index);
        svg.line("link " + colour, axis.at(micros.p50()), middle, axis.at(micros.p999()), middle);
        svg.path("mark " + colour, diamond(axis.at(micros.p999()), middle));
        svg.path("mark " + colour, square(axis.at(micros.p99()), middle));
        svg.circle("mark " + colour, axis.at(micros.p50()), middle, 5.5);
    }

    private static String words(LatencyMicros micros) {
        return Figures.micros(micros.p50()) + " / " + Figures.micros(micros.p99()) + " / "
                + Figures.micros(micros.p999());
    }

    private static String square(double x, double y) {
        return "M" + Svg.px(x - 5) + " " + Svg.px(y - 5) + "h10v10h-10z";
    }

    private static String diamond(double x, double y) {
        return "M" + Svg.px(x) + " " + Svg.px(y - 7) + "l7 7l-7 7l-7 -7z";
    }

    private static LogAxis axis(List<ArmResult> arms) {
        double[] values = arms.stream()
                .flatMap(arm -> arm.totals().stream())
                .flatMap(totals -> totals.latencyMicros().stream())
                .flatMapToDouble(micros -> DoubleStream.of(micros.p50(), micros.p999()))
                .map(micros -> Math.max(LEAST_MICROS, micros))
                .toArray();
        double least = DoubleStream.of(values).min().orElse(1);
        double most = DoubleStream.of(values).max().orElse(1000);
        return LogAxis.around(least, Math.max(least, most), LEFT, RIGHT);
    }

    private static String description(List<ArmResult> arms) {
        return arms.stream()
                .map(arm -> arm.arm().name() + ": "
                        + arm.totals()
                                .flatMap(ArmTotals::latencyMicros)
                                .map(micros -> "p50 / p99 / p99.9 " + words(micros))
                                .orElse("not measured"))
                .collect(Collectors.joining("; "));
    }
}
