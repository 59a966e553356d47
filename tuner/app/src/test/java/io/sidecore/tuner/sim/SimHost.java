package io.sidecore.tuner.sim;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.sample.SampleSource;
import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Cores;
import io.sidecore.policies.NanoClock;
import io.sidecore.policies.Placement;
import io.sidecore.tuner.backend.simulated.ModelledBackend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A host with guests, workers and time of its own: every sample taken moves its clock by 100 ms. */
public final class SimHost extends ModelledBackend implements SampleSource, NanoClock {

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
            WorkerId worker = add(new Placement.Setting(cores.all(), PollMode.SLEEP));
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
    public Placement placement() {
        return new Placement(workers, queues);
    }

    @Override
    protected WorkerId add(Placement.Setting setting) {
        WorkerId worker = new WorkerId("w" + named++);
        workers.put(worker, setting);
        return worker;
    }

    /** {@inheritDoc} An administrator may do so as well. */
    @Override
    public void set(WorkerId worker, Placement.Setting setting) {
        workers.put(worker, setting);
    }

    @Override
    protected void move(QueueId queue, WorkerId to) {
        queues.computeIfPresent(queue, (present, server) -> to);
    }

    @Override
    protected void remove(WorkerId worker) {
        workers.remove(worker);
    }

    @Override
    public void close() {
        // nothing is held
    }
}
