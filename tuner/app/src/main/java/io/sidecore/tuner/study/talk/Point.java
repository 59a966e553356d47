package io.sidecore.tuner.study.talk;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One design with one number of guests.
 *
 * @param guests 1 or more
 * @param runs one for each seed, at least one
 */
public record Point(int guests, List<Cell> runs) {

    public Point {
        runs = List.copyOf(runs);
        if (guests < 1 || runs.isEmpty()) {
            throw new IllegalArgumentException("a point needs guests and runs: " + guests + ", " + runs.size());
        }
    }

    /** Mean, least and most over the seeds. */
    public DoubleSummaryStatistics of(ToDoubleFunction<Cell> measure) {
        return runs.stream().mapToDouble(measure).summaryStatistics();
    }
}
