package io.sidecore.tuner.backend.simulated;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.sample.SampleSource;
import io.sidecore.policies.Cores;
import io.sidecore.policies.GuestFacts;
import io.sidecore.policies.Host;
import io.sidecore.policies.NanoClock;
import io.sidecore.policies.Placement;
import io.sidecore.tuner.simulator.Simulation;
import io.sidecore.tuner.simulator.scenario.GuestSpec;
import io.sidecore.tuner.simulator.scenario.HostSpec;
import io.sidecore.tuner.simulator.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A simulation as a backend. Each sample that is read lets a step of simulated time pass. */
public final class SimulatedBackend extends ModelledBackend implements SampleSource, NanoClock {

    private final Simulation simulation;
    private final long stepNanos;
    private final Consumer<Sample> listener;

    /**
     * Begins.
     *
     * @param step how much time passes from sample to sample
     * @param listener is told of each sample that is read
     */
    public SimulatedBackend(Simulation simulation, Duration step, Consumer<Sample> listener) {
        this.simulation = simulation;
        this.listener = listener;
        this.stepNanos = step.toNanos();
        simulation.advance(0);
    }

    /** The host as a policy sees it. */
    public Host host() {
        Scenario scenario = simulation.scenario();
        HostSpec spec = scenario.host();
        SortedMap<Integer, Integer> nodes = new TreeMap<>();
        List<CpuSet> siblings = new ArrayList<>();
        for (int cpu = 0; cpu < spec.cpus(); cpu++) {
            nodes.put(cpu, spec.nodeOf(cpu));
            if (spec.threadsPerCore() == 2 && cpu % 2 == 0 && cpu + 1 < spec.cpus()) {
                siblings.add(CpuSet.of(cpu, cpu + 1));
            }
        }
        Map<String, GuestFacts> facts = new HashMap<>();
        for (GuestSpec guest : scenario.guests()) {
            Set<String> cgroups = guest.cgroup().isEmpty() ? Set.of() : Set.of(guest.cgroup());
            facts.put(guest.name(), new GuestFacts(Optional.of(cgroups), OptionalInt.of(guest.node()), guest.vcpus()));
        }
        return new Host(
                new Cores(spec.ioCores(), spec.workerCpus()),
                nodes,
                siblings,
                guest -> facts.getOrDefault(guest, GuestFacts.UNKNOWN));
    }

    @Override
    public long nanoTime() {
        return simulation.nowNanos();
    }

    @Override
    public Sample read() {
        simulation.advance(simulation.nowNanos() + stepNanos);
        Sample sample = simulation.sample();
        listener.accept(sample);
        return sample;
    }

    @Override
    public Placement placement() {
        SortedMap<WorkerId, Placement.Setting> workers = new TreeMap<>();
        simulation
                .workers()
                .forEach((id, worker) -> workers.put(id, new Placement.Setting(worker.cpus(), worker.mode())));
        return new Placement(workers, simulation.queues());
    }

    @Override
    protected WorkerId add(Placement.Setting setting) {
        return simulation.addWorker(setting.cpus(), setting.mode());
    }

    @Override
    protected void set(WorkerId worker, Placement.Setting setting) {
        simulation.pin(worker, setting.cpus());
        simulation.setMode(worker, setting.mode());
    }

    @Override
    protected void move(QueueId queue, WorkerId to) {
        simulation.attach(queue, to);
    }

    @Override
    protected void remove(WorkerId worker) {
        simulation.retire(worker);
    }

    @Override
    public void close() {
        // nothing is held
    }
}
