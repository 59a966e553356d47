package io.sidecore.collector.diagnosis;

import io.sidecore.collector.host.ExitCount;
import io.sidecore.collector.host.VcpuSample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What a virtual CPU does each second. */
final class VcpuRates {

    private final String guest;
    private boolean counted = true;
    private final Map<String, double[]> exits = new LinkedHashMap<>();
    private final Map<String, double[]> sums = new LinkedHashMap<>();
    private long kicks;
    private long kickSum;
    private double haltPoll;
    private double haltPollNanos;

    VcpuRates(String guest) {
        this.guest = guest;
    }

    /** Exits for one reason, and the share of a second outside for it. */
    VcpuRates exits(String reason, long perSecond, double outside) {
        exits.put(reason, new double[] {perSecond, outside});
        return this;
    }

    VcpuRates kicks(long perSecond) {
        kicks = perSecond;
        return this;
    }

    VcpuRates haltPoll(double share) {
        haltPoll = share;
        return this;
    }

    void uncounted() {
        counted = false;
    }

    void second() {
        exits.forEach((reason, rates) -> {
            double[] sum = sums.computeIfAbsent(reason, key -> new double[2]);
            sum[0] += rates[0];
            sum[1] += rates[1] * HostStory.SECOND;
        });
        kickSum += kicks;
        haltPollNanos += haltPoll * HostStory.SECOND;
    }

    VcpuSample sample(int tid) {
        List<ExitCount> reasons = new ArrayList<>();
        sums.forEach((reason, sum) -> reasons.add(new ExitCount(reason, Math.round(sum[0]), Math.round(sum[1]))));
        return new VcpuSample(
                tid,
                1,
                guest,
                number(reasons.stream().mapToLong(ExitCount::count).sum()),
                number(reasons.stream().mapToLong(ExitCount::nanos).sum()),
                counted ? reasons : List.of(),
                number(0),
                number(kickSum),
                number(0),
                number(0),
                number(0),
                number(Math.round(haltPollNanos)),
                number(0),
                number(0));
    }

    private OptionalLong number(long value) {
        return counted ? OptionalLong.of(value) : OptionalLong.empty();
    }
}
