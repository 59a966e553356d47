package io.sidecore.tuner.trial;

import io.sidecore.tuner.trial.guests.GuestLine;
import io.sidecore.tuner.trial.result.ArmTotals;
import io.sidecore.tuner.trial.result.FlowTotals;
import io.sidecore.tuner.trial.result.IntervalLatency;
import io.sidecore.tuner.trial.result.LatencyMicros;
import io.sidecore.tuner.trial.result.TrafficPoint;
import io.sidecore.tuner.trial.result.WorkerPoint;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the guests said and the collector saw, as the report holds it. */
final class Totals {

    private Totals() {}

    static ArmTotals of(GuestLine.Result guests, List<WorkerPoint> measured, OptionalDouble stealShare) {
        return new ArmTotals(
                guests.seconds(),
                guests.packetsPerSecond(),
                guests.bytes() / guests.seconds(),
                guests.requestsPerSecond(),
                guests.lost(),
                latency(guests.latencyMicros()),
                cores(measured),
                interference(measured),
                perPacket(guests.kicks(), guests.packets()),
                perPacket(guests.calls(), guests.packets()),
                stealShare,
                guests.flows().stream().map(Totals::flow).toList());
    }

    static TrafficPoint point(double atSeconds, GuestLine.Interval interval) {
        GuestLine.Latency said = interval.latencyMicros();
        Optional<IntervalLatency> latency = said.count() == 0
                ? Optional.empty()
                : Optional.of(new IntervalLatency(said.p50(), said.p99(), said.max(), said.count()));
        return new TrafficPoint(
                atSeconds,
                interval.seconds(),
                interval.packets(),
                interval.bytes(),
                interval.requests(),
                interval.lost(),
                latency);
    }

    private static FlowTotals flow(GuestLine.Flow flow) {
        return new FlowTotals(
                flow.flow(),
                flow.kind(),
                flow.packetsPerSecond(),
                flow.requestsPerSecond(),
                flow.lost(),
                flow.latencyMicros().flatMap(Totals::latency));
    }

    private static Optional<LatencyMicros> latency(GuestLine.Latency said) {
        return said.count() == 0
                ? Optional.empty()
                : Optional.of(new LatencyMicros(
                        said.p50(), said.p90(), said.p99(), said.p999(), said.max(), said.mean(), said.count()));
    }

    /** Mean over the windows, each weighted by its length: windows differ when the machine is busy. */
    private static OptionalDouble cores(List<WorkerPoint> measured) {
        double seconds = 0;
        double coreSeconds = 0;
        for (WorkerPoint point : measured) {
            seconds += point.seconds();
            coreSeconds += point.seconds() * point.cores();
        }
        return seconds > 0 ? OptionalDouble.of(coreSeconds / seconds) : OptionalDouble.empty();
    }

    private static OptionalDouble interference(List<WorkerPoint> measured) {
        return measured.stream()
                .flatMap(point -> point.workers().stream())
                .flatMapToDouble(share -> share.interference().stream())
                .average();
    }

    private static OptionalDouble perPacket(long count, long packets) {
        return packets == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) count / packets);
    }
}
