package io.sidecore.guests.report;

import java.time.Duration;

/** Where the lines of a run go. */
public interface Output {

    /** How often there is a line about what happened last. */
    Duration every();

    /** All guests are connected. */
    void ready(int guests);

    void interval(IntervalLine line);

    void result(ResultLine line);
}
