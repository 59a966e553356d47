package io.sidecore.tuner.study.talk;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.sample.QueueSample;
import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.sample.ThreadTimes;
import io.sidecore.collector.sample.WorkerSample;
import io.sidecore.policies.source.BuiltInPolicies;
import io.sidecore.tuner.simulator.Costs;
import io.sidecore.tuner.simulator.PeerView;
import io.sidecore.tuner.simulator.Simulation;
import io.sidecore.tuner.simulator.scenario.GuestSpec;
import io.sidecore.tuner.simulator.scenario.HostSpec;
import io.sidecore.tuner.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Measures one design with one number of guests.
 *
 * @param warmUpSeconds that do not count, after the design has settled; above 0
 * @param measuredSeconds above 0
 */
public record Measurement(double warmUpSeconds, double measuredSeconds) {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MICRO = 1e-3;

    /** No scenario ends before its measurement. */
    private static final double SLACK_SECONDS = 1;

    public Measurement {
        if (!(warmUpSeconds > 0 && measuredSeconds > 0)) {
            throw new IllegalArgumentException("seconds must be above 0: " + warmUpSeconds + ", " + measuredSeconds);
        }
    }

    /** Runs it; the same seed measures the same. */
    public Cell of(Bed bed, Design design, Traffic traffic, int guests, long seed) {
        Simulation simulation = new Simulation(scenario(bed, design, traffic, guests), Costs.KERNEL, seed);
        Settled.by(new BuiltInPolicies().get(design.policy()), design, simulation);
        simulation.advance(simulation.nowNanos() + nanos(warmUpSeconds));
        Sample before = simulation.sample();
        PeerView seenBefore = seen(simulation);
        simulation.advance(simulation.nowNanos() + nanos(measuredSeconds));
        Sample after = simulation.sample();
        PeerView seen = seen(simulation).since(seenBefore);
        double throughput = traffic == Traffic.RR
                ? seen.completed() / measuredSeconds
                : 8 * (sentBytes(after) - sentBytes(before)) / measuredSeconds;
        double cpus = (workerNanos(after) - workerNanos(before)) / (measuredSeconds * NANOS_PER_SECOND);
        return new Cell(throughput, seen.meanNanos() * MICRO, seen.quantileNanos(0.99) * MICRO, cpus);
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * NANOS_PER_SECOND);
    }

    Scenario scenario(Bed bed, Design design, Traffic traffic, int guests) {
        int guestCpus = bed.cpus() - bed.ioCores();
        CpuSet ioCores = CpuSet.of(bed.cpus() - 1);
        HostSpec host =
                new HostSpec(bed.cpus(), 1, 1, ioCores, anyOf(bed.cpus()), bed.gigabits(traffic), design.isPosted());
        List<GuestSpec> specs = new ArrayList<>();
        for (int i = 0; i < guests; i++) {
            CpuSet cpu = bed == Bed.A || design.isPinned() ? CpuSet.of(i % guestCpus) : anyOf(guestCpus);
            specs.add(new GuestSpec(String.format(Locale.ROOT, "vm%02d", i), cpu, 0, "", traffic.load(), 0));
        }
        double seconds = warmUpSeconds + measuredSeconds + SLACK_SECONDS;
        return new Scenario("talk", "", host, specs, List.of(), seconds);
    }

    private static CpuSet anyOf(int cpus) {
        return CpuSet.of(IntStream.range(0, cpus).toArray());
    }

    private static PeerView seen(Simulation simulation) {
        return simulation.peers().values().stream().reduce(PeerView.NONE, PeerView::plus);
    }

    /** What went out over the link: the queue that no worker serves. */
    private static long sentBytes(Sample sample) {
        return sample.queues().stream()
                .filter(queue -> queue.worker().isEmpty())
                .map(QueueSample::counters)
                .mapToLong(counters -> counters.get(QueueCounter.BYTES))
                .sum();
    }

    private static long workerNanos(Sample sample) {
        return sample.workers().stream()
                .map(WorkerSample::thread)
                .flatMap(thread -> thread.stream())
                .mapToLong(ThreadTimes::runNanos)
                .sum();
    }
}
