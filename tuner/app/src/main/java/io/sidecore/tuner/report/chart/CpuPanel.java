package io.sidecore.tuner.report.chart;

import io.sidecore.tuner.report.svg.Axis;
import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.report.svg.LinearAxis;
import io.sidecore.tuner.report.svg.Svg;
import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.WorkerPoint;
import io.sidecore.tuner.trial.result.WorkerShare;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * CPUs that the workers used, over time; darker the part that was work for guests, the rest is polling and overhead. A
 * dashed line, where it is known, shows the time that workers waited for a CPU.
 */
final class CpuPanel implements Panel {

    private static final int HEIGHT = 84;

    private final double most;

    CpuPanel(List<ArmResult> arms) {
        most = arms.stream()
                .flatMap(arm -> arm.workers().stream())
                .mapToDouble(WorkerPoint::cores)
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
        LinearAxis scale = LinearAxis.roundedTo(most, 3, bottom, place.top() + 8.0);
        Strip.draw(svg, scale, scale.ticks(), tick -> Figures.tick(Figures.three(tick)), bottom);
        boolean waits = arm.workers().stream()
                .flatMap(point -> point.workers().stream())
                .anyMatch(share -> share.interference().isPresent());
        Strip.title(
                svg,
                place.top(),
                "worker CPU in cores (dark: work for guests" + (waits ? "; dashed: waiting for a CPU)" : ")"));
        svg.area("area " + place.colour(), points(time, scale, arm, WorkerShare::onCpu), bottom);
        svg.area("work " + place.colour(), points(time, scale, arm, WorkerShare::saturation), bottom);
        svg.polyline("curve " + place.colour(), points(time, scale, arm, WorkerShare::onCpu));
        if (waits) {
            svg.polyline(
                    "waits",
                    points(time, scale, arm, share -> share.interference().orElse(0)));
        }
    }

    private static List<Svg.Point> points(Axis time, Axis scale, ArmResult arm, ToDoubleFunction<WorkerShare> of) {
        return arm.workers().stream()
                .map(point -> new Svg.Point(
                        time.at(point.atSeconds() - point.seconds() / 2),
                        scale.at(point.workers().stream().mapToDouble(of).sum())))
                .toList();
    }
}
