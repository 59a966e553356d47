package io.sidecore.collector.diagnosis;

import io.sidecore.collector.host.WorkerCounts;
import java.util.OptionalLong;

/** What a worker counts of itself each second. */
final class OwnRates {

    private final WorkerCounts.Unit unit;
    private double busy;
    private double empty;
    private double busySum;
    private double emptySum;
    long generation = 1;

    OwnRates(WorkerCounts.Unit unit) {
        this.unit = unit;
    }

    /** Shares of a second in turns that found work, and in those that did not. */
    OwnRates turns(double found, double none) {
        busy = found;
        empty = none;
        return this;
    }

    void second() {
        busySum += busy * HostStory.SECOND;
        emptySum += empty * HostStory.SECOND;
    }

    WorkerCounts sample(String worker) {
        return new WorkerCounts(
                worker,
                generation,
                unit,
                Math.round(busySum),
                Math.round(emptySum),
                OptionalLong.empty(),
                OptionalLong.empty());
    }
}
