package io.sidecore.tuner.study.talk;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One design over the number of guests.
 *
 * @param design its name in the report
 * @param points by number of guests, ascending; at least one
 */
public record Curve(String design, List<Point> points) {

    public Curve {
        points = List.copyOf(points);
        if (points.isEmpty()) {
            throw new IllegalArgumentException(design + " has no points");
        }
        for (int i = 1; i < points.size(); i++) {
            if (points.get(i).guests() <= points.get(i - 1).guests()) {
                throw new IllegalArgumentException(design + ": points must ascend by guests: " + points.get(i));
            }
        }
    }

    /** Mean over the seeds with so many guests. */
    public double at(int guests, ToDoubleFunction<Cell> measure) {
        return points.stream()
                .filter(point -> point.guests() == guests)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(design + " was not measured with " + guests + " guests"))
                .of(measure)
                .getAverage();
    }

    /** Numbers of guests that were measured. */
    public List<Integer> guests() {
        return points.stream().map(Point::guests).toList();
    }
}
