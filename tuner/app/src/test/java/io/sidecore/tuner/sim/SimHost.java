package io.sidecore.tuner.sim;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.sample.SampleSource;
import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Cores;
import io.sidecore.policies.Decision;
import io.sidecore.policies.NanoClock;
import io.sidecore.policies.Placement;
import io.sidecore.tuner.backend.Actuation;
import io.sidecore.tuner.backend.Backend;
import io.sidecore.tuner.backend.Capability;
import io.sidecore.tuner.backend.Undo;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A host with guests, workers and time of its own: every sample taken moves its clock by 100 ms. */
public final class SimHost implements Backend, SampleSource, NanoClock {

    private static final long STEP_NANOS = 100_000_000;

    private final SortedMap<WorkerId, Placement.Setting> workers = new TreeMap<>();
    private final SortedMap<QueueId, WorkerId> queues = new TreeMap<>();
    private final Map<Long, Observation> observed = new HashMap<>();
    private final SimNoise noise;
    private final Cores cores;
    private List<SimGuest> guests;
    private double[] background;
    private long nowNanos;
    private int named;

    /** One sleeping, unpinned worker for each guest, as the kernel has it. */
    public SimHost(Cores cores, double[] background, List<SimGuest> guests, SimNoise noise) {
        this.cores = cores;
        this.background = background.clone();
        this.guests = List.copyOf(guests);
        this.noise = noise;
        for (SimGuest guest : guests) {
            WorkerId worker = add(cores.all(), PollMode.SLEEP);
            queues.put(guest.rx(), worker);
            queues.put(guest.tx(), worker);
        }
    }

    /** The same guests with other loads. */
    public void load(List<SimGuest> newLoads) {
        guests = List.copyOf(newLoads);
    }

    /** What others than workers want of each CPU from now on. */
    public void background(double... wanted) {
        background = wanted.clone();
    }

    /** A guest leaves. */
    public void leave(String guest) {
        guests = guests.stream().filter(g -> !g.name().equals(guest)).toList();
        queues.keySet().removeIf(queue -> queue.device().equals(guest));
    }

    /** A guest comes; its queues go to the first worker. */
    public void come(SimGuest guest) {
        List<SimGuest> all = new ArrayList<>(guests);
        all.add(guest);
        guests = List.copyOf(all);
        queues.put(guest.rx(), workers.firstKey());
        queues.put(guest.tx(), workers.firstKey());
    }

    /** What a placement would yield here and now, without noise. */
    public Observation expected(Placement placement) {
        return SimModel.observe(placement, guests, background);
    }

    public Cores cores() {
        return cores;
    }

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    @Override
    public Sample read() {
        nowNanos += STEP_NANOS;
        observed.put(nowNanos, noise.on(expected(placement())));
        observed.remove(nowNanos - 100 * STEP_NANOS);
        return new Sample(nowNanos, List.of(), List.of(), Optional.empty());
    }

    /** The mean of what was observed after the older, up to the newer sample. */
    public Observation between(Sample older, Sample newer) {
        List<Observation> steps = new ArrayList<>();
        for (long at = older.atNanos() + STEP_NANOS; at <= newer.atNanos(); at += STEP_NANOS) {
            Observation step = observed.get(at);
            if (step != null) {
                steps.add(step);
            }
        }
        return SimNoise.mean(newer.atNanos(), steps);
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    @Override
    public Placement placement() {
        return new Placement(workers, queues);
    }

    private WorkerId add(CpuSet cpus, PollMode mode) {
        WorkerId worker = new WorkerId("w" + named++);
        workers.put(worker, new Placement.Setting(cpus, mode));
        return worker;
    }

    private Optional<Actuation> done(Decision decision, Undo undo) {
        return Optional.of(new Actuation(decision, undo, this));
    }

    @Override
    public Optional<Actuation> attach(Decision.Attach decision) {
        Undo undo = Undo.of(decision, placement());
        decision.queues().forEach(queue -> queues.put(queue, decision.worker()));
        return done(decision, undo);
    }

    @Override
    public Optional<Actuation> repin(Decision.Repin decision) {
        Undo undo = Undo.of(decision, placement());
        set(
                decision.worker(),
                decision.cpus(),
                placement().setting(decision.worker()).mode());
        return done(decision, undo);
    }

    @Override
    public Optional<Actuation> poll(Decision.Poll decision) {
        Undo undo = Undo.of(decision, placement());
        set(decision.worker(), placement().setting(decision.worker()).cpus(), decision.mode());
        return done(decision, undo);
    }

    /** Sets a worker, as an administrator would. */
    public void set(WorkerId worker, CpuSet cpus, PollMode mode) {
        workers.put(worker, new Placement.Setting(cpus, mode));
    }

    @Override
    public Optional<Actuation> addWorker(Decision.AddWorker decision) {
        Undo undo = Undo.of(decision, placement());
        WorkerId added = add(decision.cpus(), decision.mode());
        decision.takes().forEach(queue -> queues.put(queue, added));
        return done(decision, undo.withStray(added));
    }

    @Override
    public Optional<Actuation> retireWorker(Decision.RetireWorker decision) {
        Undo undo = Undo.of(decision, placement());
        decision.workers().forEach(worker -> retire(worker, decision.heir()));
        return done(decision, undo);
    }

    private void retire(WorkerId worker, WorkerId heir) {
        queues.replaceAll((queue, server) -> server.equals(worker) ? heir : server);
        workers.remove(worker);
    }

    @Override
    public void undo(Undo undo) {
        Map<WorkerId, WorkerId> renamed = new HashMap<>();
        undo.workers().forEach((worker, setting) -> {
            if (workers.containsKey(worker)) {
                workers.put(worker, setting);
            } else {
                renamed.put(worker, add(setting.cpus(), setting.mode()));
            }
        });
        undo.queues()
                .forEach((queue, worker) ->
                        queues.computeIfPresent(queue, (present, server) -> renamed.getOrDefault(worker, worker)));
        undo.strays().forEach(stray -> {
            workers.remove(stray);
            queues.replaceAll((queue, server) -> server.equals(stray) ? workers.firstKey() : server);
        });
    }

    @Override
    public void close() {
        // nothing is held
    }
}
