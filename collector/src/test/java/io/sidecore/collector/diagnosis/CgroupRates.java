package io.sidecore.collector.diagnosis;

import io.sidecore.collector.host.CgroupSample;
import java.util.OptionalLong;

/** What the CPU controller does to a cgroup each second. */
final class CgroupRates {

    private static final long PERIOD_MICROS = 100_000;

    private long stoppedPeriods;
    private double stopped;
    private long periodSum;
    private long stoppedPeriodSum;
    private double stoppedMicros;
    private long quotaMicros = 200_000;

    /** Periods of ten in which it is stopped, and for how long in all, as a share of a second. */
    CgroupRates throttled(long periodsOfTen, double time) {
        stoppedPeriods = periodsOfTen;
        stopped = time;
        return this;
    }

    CgroupRates quota(long micros) {
        quotaMicros = micros;
        return this;
    }

    void second() {
        periodSum += 10;
        stoppedPeriodSum += stoppedPeriods;
        stoppedMicros += stopped * 1e6;
    }

    CgroupSample sample(String path) {
        return new CgroupSample(
                path,
                OptionalLong.of(0),
                OptionalLong.of(periodSum),
                OptionalLong.of(stoppedPeriodSum),
                OptionalLong.of(Math.round(stoppedMicros)),
                OptionalLong.of(quotaMicros),
                OptionalLong.of(PERIOD_MICROS));
    }
}
