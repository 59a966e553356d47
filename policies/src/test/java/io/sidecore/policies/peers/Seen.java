package io.sidecore.policies.peers;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.Interference;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueLoad;
import io.sidecore.collector.signal.Saturation;
import io.sidecore.collector.signal.WorkerLoad;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Host;
import io.sidecore.policies.NanoClock;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.Stories;
import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.ready.ReadyPolicy;
import io.sidecore.policies.source.BuiltInPolicies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** A host that a built-in policy steers at ten steps a second, with loads as a test sets them. */
public final class Seen {

    private static final long STEP_NANOS = 100_000_000;

    private final Map<String, Double> loads = new TreeMap<>();
    private final Policy policy;
    private final ReadyPolicy ready;
    private final List<String> changes = new ArrayList<>();
    private Placement placement;
    private long nowNanos;
    private double bytesPerSecond = 1e9;
    private double bytesPerFrame = 9000;
    private double waiting;
    private String hold = "";

    public Seen(String name, Host host, String start) {
        this(new BuiltInPolicies().get(name), host, start);
    }

    public Seen(PolicyDocument document, Host host, String start) {
        NanoClock clock = () -> nowNanos;
        this.ready = ReadyPolicy.of(document, host, clock);
        this.policy = ready.policy();
        this.placement = Stories.placement(start);
    }

    /** The share of a worker that a guest takes from now on, half of it for each direction. */
    public Seen load(String guest, double share) {
        loads.put(guest, share);
        return this;
    }

    /** All guests together. */
    public Seen bytes(double perSecond, double perFrame) {
        bytesPerSecond = perSecond;
        bytesPerFrame = perFrame;
        return this;
    }

    /** The share of time that each worker waits for a CPU. */
    public Seen waiting(double share) {
        waiting = share;
        return this;
    }

    /** So many tenths of a second, a step in each. */
    public Seen steps(int count) {
        for (int i = 0; i < count; i++) {
            nowNanos += STEP_NANOS;
            Decision decision = policy.decide(observe(), placement);
            if (decision instanceof Decision.Hold) {
                hold = decision.reason().text();
            } else {
                changes.add(decision.reason().text());
                placement = placement.after(decision);
                ready.feedback().kept(decision, placement);
            }
        }
        return this;
    }

    /** Steps until it holds, so many at most. */
    public Seen settle() {
        int before;
        int steps = 0;
        do {
            before = changes.size();
            steps(1);
            steps++;
        } while (changes.size() > before && steps < 100);
        return this;
    }

    /** The reasons of all changes since the last call. */
    public List<String> changes() {
        List<String> copy = List.copyOf(changes);
        changes.clear();
        return copy;
    }

    /** The reason of the last hold. */
    public String hold() {
        return hold;
    }

    public String placement() {
        return Stories.text(placement);
    }

    private Observation observe() {
        List<QueueLoad> queues = new ArrayList<>();
        int count = placement.queues().size();
        placement
                .queues()
                .forEach((queue, worker) -> queues.add(new QueueLoad(
                        queue,
                        Optional.of(worker),
                        bytesPerSecond / bytesPerFrame / count,
                        bytesPerSecond / count,
                        0,
                        0,
                        0,
                        loads.getOrDefault(queue.device(), 0.0) / 2,
                        0,
                        0,
                        Optional.empty())));
        List<WorkerLoad> workers = new ArrayList<>();
        placement.workers().forEach((worker, setting) -> workers.add(worker(worker, setting)));
        return new Observation(nowNanos, Duration.ofMillis(100), workers, queues, OptionalDouble.empty());
    }

    private WorkerLoad worker(WorkerId worker, Placement.Setting setting) {
        double busy = Math.min(
                1,
                placement.queuesOf(worker).stream()
                        .mapToDouble(queue -> loads.getOrDefault(queue.device(), 0.0) / 2)
                        .sum());
        boolean polls = setting.mode().equals(PollMode.POLL);
        return new WorkerLoad(
                worker,
                setting.cpus(),
                setting.mode(),
                new Saturation(busy),
                polls ? 1 - busy : 0,
                polls ? 1 : busy,
                Optional.of(new Interference(waiting)),
                OptionalDouble.empty(),
                0,
                0,
                0,
                0);
    }
}
