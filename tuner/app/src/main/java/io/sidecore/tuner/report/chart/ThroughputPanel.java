package io.sidecore.tuner.report.chart;

import io.sidecore.tuner.report.svg.Axis;
import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.report.svg.LinearAxis;
import io.sidecore.tuner.report.svg.Svg;
import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.TrafficPoint;
import java.util.List;

/** Frames that guests received per second, over time. */
final class ThroughputPanel implements Panel {

    private static final int HEIGHT = 110;

    private final double most;

    ThroughputPanel(List<ArmResult> arms) {
        most = arms.stream()
                .flatMap(arm -> arm.traffic().stream())
                .mapToDouble(TrafficPoint::packetsPerSecond)
                .max()
                .orElse(0);
    }

    @Override
    public int height() {
        return HEIGHT;
    }

    @Override
    public void draw(Svg svg, Axis time, ArmResult arm, Place place) {
        int bottom = place.top() + HEIGHT;
        LinearAxis scale = LinearAxis.roundedTo(most, 4, bottom, place.top() + 8.0);
        Strip.draw(svg, scale, scale.ticks(), tick -> Figures.tick(Figures.large(tick)), bottom);
        Strip.title(svg, place.top(), "throughput, packets/s");
        List<Svg.Point> points = arm.traffic().stream()
                .map(point -> new Svg.Point(
                        time.at(point.atSeconds() - point.seconds() / 2), scale.at(point.packetsPerSecond())))
                .toList();
        svg.area("area " + place.colour(), points, bottom);
        svg.polyline("curve " + place.colour(), points);
    }
}
