package io.sidecore.tuner.report.chart;

import io.sidecore.tuner.report.svg.Axis;
import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.report.svg.LogAxis;
import io.sidecore.tuner.report.svg.Svg;
import io.sidecore.tuner.trial.result.ArmResult;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/** The 99th percentile of request latency of each interval, over time, logarithmic. */
final class LatencyPanel implements Panel {

    private static final int HEIGHT = 110;
    private static final int MOST_TICKS = 5;

    /** A clock cannot tell less: values below count as this, since a logarithm has no 0. */
    private static final double LEAST_MICROS = 0.001;

    private final double least;
    private final double most;

    LatencyPanel(List<ArmResult> arms) {
        DoubleSummaryStatistics values = arms.stream()
                .flatMap(arm -> arm.traffic().stream())
                .flatMap(point -> point.latencyMicros().stream())
                .mapToDouble(latency -> Math.max(LEAST_MICROS, latency.p99()))
                .summaryStatistics();
        least = values.getCount() > 0 ? values.getMin() : 1;
        most = values.getCount() > 0 ? values.getMax() : 1000;
    }

    @Override
    public int height() {
        return HEIGHT;
    }

    @Override
    public void draw(Svg svg, Axis time, ArmResult arm, Place place) {
        int bottom = place.top() + HEIGHT;
        LogAxis scale = LogAxis.around(least, most, bottom, place.top() + 8.0);
        List<Double> ticks = scale.ticks();
        int stride = (ticks.size() + MOST_TICKS - 1) / MOST_TICKS;
        List<Double> shown =
                ticks.stream().filter(tick -> ticks.indexOf(tick) % stride == 0).toList();
        Strip.draw(svg, scale, shown, tick -> Figures.tick(Figures.micros(tick)), bottom);
        Strip.title(svg, place.top(), "p99 latency of each interval");
        List<Svg.Point> points = new ArrayList<>();
        arm.traffic()
                .forEach(point -> point.latencyMicros()
                        .ifPresent(latency -> points.add(new Svg.Point(
                                time.at(point.atSeconds() - point.seconds() / 2), scale.at(latency.p99())))));
        svg.polyline("curve " + place.colour(), points);
    }
}
