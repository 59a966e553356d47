package io.sidecore.tuner.simulator.calibration;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.counters.WorkerCounter;
import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.ThreadSample;
import io.sidecore.collector.host.VirtqueueCounter;
import io.sidecore.collector.host.VirtqueueCounters;
import io.sidecore.collector.host.VirtqueueSample;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.Virtqueue;
import io.sidecore.collector.recording.RecordingHeader;
import io.sidecore.collector.recording.SampleLogWriter;
import io.sidecore.collector.sample.QueueSample;
import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.sample.ThreadTimes;
import io.sidecore.collector.sample.WorkerSample;
import io.sidecore.tuner.simulator.Costs;
import io.sidecore.tuner.simulator.Simulation;
import io.sidecore.tuner.simulator.scenario.GuestSpec;
import io.sidecore.tuner.simulator.scenario.HostSpec;
import io.sidecore.tuner.simulator.scenario.Load;
import io.sidecore.tuner.simulator.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** A simulation, recorded as {@code sidecore record} would record an embedded backend that does the same. */
public final class SimulatedRecording {

    private static final long STEP_NANOS = 100_000_000;
    private static final RecordingHeader HEADER =
            new RecordingHeader("0.1.0", "hv1", "6.12.0", "amd64", 1_700_000_000_000L, STEP_NANOS, 100);

    private SimulatedRecording() {}

    /** Guests of {@link #varied} whose workers poll: the others' sleep. */
    private static final Set<String> POLLED = Set.of("vm6", "vm7");

    /** Guests with loads that differ, each with a worker of its own, and a CPU for everybody. */
    public static Scenario varied() {
        return scenario(
                Load.openIn(64, 5_000, 1, 1),
                Load.openIn(64, 10_000, 4, 1),
                Load.openIn(64, 40_000, 16, 1),
                Load.openIn(64, 100_000, 40, 0.5),
                Load.openOut(64, 20_000, 4, 1),
                Load.rr(1, 50, 3),
                Load.openOut(64, 200_000, 1, 1),
                Load.openOut(64, 800_000, 16, 0.3));
    }

    /** The same with these loads, 64 bytes to a frame. */
    public static Scenario scenario(Load... loads) {
        int n = loads.length;
        List<GuestSpec> guests = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            guests.add(GuestSpec.of("vm" + i, i, loads[i]));
        }
        CpuSet workers = CpuSet.parse(n + "-" + (2 * n - 1));
        HostSpec host = new HostSpec(2 * n, 1, 1, CpuSet.of(n), workers, 100, false);
        return new Scenario("varied", "", host, guests, List.of(), 10);
    }

    /** Plays a scenario and takes so many samples, one each 100 ms. */
    public static List<HostSample> samples(Scenario scenario, Costs costs, int number) {
        Simulation simulation = new Simulation(scenario, costs, 1);
        List<HostSample> samples = new ArrayList<>();
        simulation.advance(0);
        simulation.queues().forEach((queue, worker) -> {
            if (POLLED.contains(queue.device())) {
                simulation.setMode(worker, PollMode.POLL);
            }
        });
        for (int i = 1; i <= number; i++) {
            simulation.advance(i * STEP_NANOS);
            samples.add(recorded(simulation.sample()));
        }
        return samples;
    }

    /** The same as a file. */
    public static Path write(Path file, Costs costs, int number) throws IOException {
        try (SampleLogWriter writer = SampleLogWriter.create(file, HEADER, Long.MAX_VALUE)) {
            for (HostSample sample : samples(varied(), costs, number)) {
                writer.write(sample);
            }
        }
        return file;
    }

    private static HostSample recorded(Sample sample) {
        List<QueueSample> served = sample.queues().stream()
                .filter(queue -> queue.worker().isPresent())
                .toList();
        Inventory inventory = new Inventory(
                List.of(),
                List.of(),
                sample.workers().stream().map(SimulatedRecording::worker).toList(),
                served.stream().map(SimulatedRecording::queue).toList(),
                List.of(),
                List.of());
        return new HostSample(
                sample.atNanos(),
                sample.atNanos() / 1_000_000,
                inventory,
                sample.workers().stream().map(SimulatedRecording::thread).toList(),
                List.of(),
                served.stream().map(SimulatedRecording::counts).toList(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static HostWorker worker(WorkerSample worker) {
        return new HostWorker(
                "backend/" + worker.worker(),
                HostWorker.Kind.BACKEND,
                worker.tid(),
                1,
                0,
                Optional.empty(),
                worker.cpus(),
                Optional.empty(),
                Optional.of(worker.mode()));
    }

    private static Virtqueue queue(QueueSample queue) {
        return new Virtqueue(
                queue.queue().toString(),
                queue.queue().device(),
                "net0",
                queue.queue().toString(),
                queue.worker().map(worker -> "backend/" + worker),
                OptionalInt.of(queue.ringSize()),
                OptionalLong.empty(),
                OptionalInt.empty(),
                OptionalInt.empty());
    }

    private static ThreadSample thread(WorkerSample worker) {
        ThreadTimes times = worker.thread().orElseThrow();
        ThreadTimes counted = new ThreadTimes(
                times.source(),
                times.runNanos(),
                times.runDelayNanos(),
                times.slices(),
                OptionalLong.of(worker.counters().get(WorkerCounter.SLEEPS)),
                OptionalLong.of(0),
                Optional.empty());
        return new ThreadSample(
                worker.tid(), 0, counted, OptionalLong.empty(), List.of(), OptionalLong.empty(), OptionalInt.empty());
    }

    private static VirtqueueSample counts(QueueSample queue) {
        VirtqueueCounters counters = VirtqueueCounters.none()
                .with(VirtqueueCounter.KICKS, queue.counters().get(QueueCounter.KICKS))
                .with(VirtqueueCounter.CALLS, queue.counters().get(QueueCounter.CALLS))
                .with(VirtqueueCounter.PACKETS, queue.counters().get(QueueCounter.PACKETS))
                .with(VirtqueueCounter.RUNS, queue.counters().get(QueueCounter.VISITS))
                .with(VirtqueueCounter.LIMITED, queue.counters().get(QueueCounter.LIMITED))
                .with(VirtqueueCounter.BUSY_NANOS, queue.counters().get(QueueCounter.BUSY_NANOS));
        return new VirtqueueSample(queue.queue().toString(), 0, counters, Optional.of(queue.delay()));
    }
}
