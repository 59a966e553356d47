package io.sidecore.tuner.backend.simulated;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.sample.SampleSource;
import io.sidecore.policies.Cores;
import io.sidecore.policies.Decision;
import io.sidecore.policies.GuestFacts;
import io.sidecore.policies.Host;
import io.sidecore.policies.NanoClock;
import io.sidecore.policies.Placement;
import io.sidecore.tuner.backend.Actuation;
import io.sidecore.tuner.backend.Backend;
import io.sidecore.tuner.backend.Capability;
import io.sidecore.tuner.backend.Undo;
import io.sidecore.tuner.simulator.Simulation;
import io.sidecore.tuner.simulator.scenario.GuestSpec;
import io.sidecore.tuner.simulator.scenario.HostSpec;
import io.sidecore.tuner.simulator.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
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
public final class SimulatedBackend implements Backend, SampleSource, NanoClock {

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
            facts.put(guest.name(), new GuestFacts(cgroups, OptionalInt.of(guest.node()), guest.vcpus()));
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
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    @Override
    public Placement placement() {
        SortedMap<WorkerId, Placement.Setting> workers = new TreeMap<>();
        simulation
                .workers()
                .forEach((id, worker) -> workers.put(id, new Placement.Setting(worker.cpus(), worker.mode())));
        return new Placement(workers, simulation.queues());
    }

    private Optional<Actuation> done(Decision decision, Undo undo) {
        return Optional.of(new Actuation(decision, undo, this));
    }

    @Override
    public Optional<Actuation> attach(Decision.Attach decision) {
        Undo undo = Undo.of(decision, placement());
        decision.queues().forEach(queue -> simulation.attach(queue, decision.worker()));
        return done(decision, undo);
    }

    @Override
    public Optional<Actuation> repin(Decision.Repin decision) {
        Undo undo = Undo.of(decision, placement());
        simulation.pin(decision.worker(), decision.cpus());
        return done(decision, undo);
    }

    @Override
    public Optional<Actuation> poll(Decision.Poll decision) {
        Undo undo = Undo.of(decision, placement());
        simulation.setMode(decision.worker(), decision.mode());
        return done(decision, undo);
    }

    @Override
    public Optional<Actuation> addWorker(Decision.AddWorker decision) {
        Undo undo = Undo.of(decision, placement());
        WorkerId added = simulation.addWorker(decision.cpus(), decision.mode());
        decision.takes().forEach(queue -> simulation.attach(queue, added));
        return done(decision, undo.withStray(added));
    }

    @Override
    public Optional<Actuation> retireWorker(Decision.RetireWorker decision) {
        Undo undo = Undo.of(decision, placement());
        decision.workers().forEach(worker -> retire(worker, decision.heir()));
        return done(decision, undo);
    }

    private void retire(WorkerId worker, WorkerId heir) {
        for (QueueId queue : placement().queuesOf(worker)) {
            simulation.attach(queue, heir);
        }
        simulation.retire(worker);
    }

    @Override
    public void undo(Undo undo) {
        Map<WorkerId, WorkerId> renamed = new HashMap<>();
        undo.workers().forEach((worker, setting) -> restore(worker, setting, renamed));
        Placement now = placement();
        undo.queues().forEach((queue, worker) -> {
            if (now.queues().containsKey(queue)) {
                simulation.attach(queue, renamed.getOrDefault(worker, worker));
            }
        });
        for (WorkerId stray : undo.strays()) {
            if (placement().workers().containsKey(stray)) {
                retire(stray, other(stray));
            }
        }
    }

    private void restore(WorkerId worker, Placement.Setting setting, Map<WorkerId, WorkerId> renamed) {
        if (placement().workers().containsKey(worker)) {
            simulation.pin(worker, setting.cpus());
            simulation.setMode(worker, setting.mode());
        } else {
            PollMode mode = setting.mode();
            renamed.put(worker, simulation.addWorker(setting.cpus(), mode));
        }
    }

    private WorkerId other(WorkerId than) {
        return placement().workers().keySet().stream()
                .filter(worker -> !worker.equals(than))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(than + " is the only worker, and cannot be retired"));
    }

    @Override
    public void close() {
        // nothing is held
    }
}
