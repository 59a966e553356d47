package io.sidecore.tuner.simulator;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.sample.ThreadTimes;
import io.sidecore.tuner.simulator.scenario.GuestSpec;
import io.sidecore.tuner.simulator.scenario.HostSpec;
import io.sidecore.tuner.simulator.scenario.Load;
import io.sidecore.tuner.simulator.scenario.Scenario;
import io.sidecore.tuner.simulator.scenario.Scene;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Small simulated hosts, and what is seen of them. */
final class Stage {

    static final long SECOND = 1_000_000_000;
    static final HostSpec HOST = HostSpec.of(6, CpuSet.of(0), 40);

    static Scenario scenario(HostSpec host, List<Scene> scenes, Load... loads) {
        List<GuestSpec> guests = IntStream.range(0, loads.length)
                .mapToObj(i -> GuestSpec.of("vm" + i, 1 + i % (host.cpus() - 1), loads[i]))
                .toList();
        return new Scenario("test", "", host, guests, scenes, 10);
    }

    static Simulation begun(Scenario scenario, long seed) {
        return begun(scenario, Costs.KERNEL, seed);
    }

    static Simulation begun(Scenario scenario, Costs costs, long seed) {
        Simulation simulation = new Simulation(scenario, costs, seed);
        simulation.advance(0);
        return simulation;
    }

    /** One worker that serves all, and no other. */
    static WorkerId share(Simulation simulation, CpuSet cpus, PollMode mode) {
        List<WorkerId> before = List.copyOf(simulation.workers().keySet());
        WorkerId worker = simulation.addWorker(cpus, mode);
        simulation.queues().keySet().forEach(queue -> simulation.attach(queue, worker));
        before.forEach(simulation::retire);
        return worker;
    }

    static long runNanos(Simulation simulation, WorkerId worker) {
        return threadTimes(simulation, worker).runNanos();
    }

    static ThreadTimes threadTimes(Simulation simulation, WorkerId worker) {
        return simulation.sample().workers().stream()
                .filter(each -> each.worker().equals(worker))
                .findFirst()
                .orElseThrow()
                .thread()
                .orElseThrow();
    }

    static long sum(Sample sample, QueueCounter counter, QueueId.Direction direction) {
        return sample.queues().stream()
                .filter(queue -> !queue.queue().device().equals("wire"))
                .filter(queue -> queue.queue().direction() == direction)
                .mapToLong(queue -> queue.counters().get(counter))
                .sum();
    }

    static double busyPerFrame(Simulation simulation) {
        Sample sample = simulation.sample();
        return (double) sum(sample, QueueCounter.BUSY_NANOS, QueueId.Direction.RX)
                / sum(sample, QueueCounter.PACKETS, QueueId.Direction.RX);
    }

    static PeerView peer(Simulation simulation, String guest) {
        return Objects.requireNonNull(simulation.peers().get(guest), guest);
    }

    /** What the link took. */
    static long sentOut(Sample sample) {
        return sample.queues().stream()
                .filter(queue -> queue.queue().device().equals("wire"))
                .mapToLong(queue -> queue.counters().get(QueueCounter.PACKETS))
                .sum();
    }

    static long received(Simulation simulation) {
        return sum(simulation.sample(), QueueCounter.PACKETS, QueueId.Direction.RX);
    }

    private Stage() {}
}
