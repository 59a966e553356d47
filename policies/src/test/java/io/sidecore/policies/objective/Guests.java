package io.sidecore.policies.objective;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueDelay;
import io.sidecore.collector.signal.QueueLoad;
import io.sidecore.collector.signal.Saturation;
import io.sidecore.collector.signal.WorkerLoad;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Observations queue by queue, and classes of guests, for tests. */
public final class Guests {

    private static final WorkerId W0 = new WorkerId("w0");

    private final List<QueueLoad> queues = new ArrayList<>();

    /** A queue that a worker serves. */
    public Guests queue(String name, double packetsPerSecond, double meanMicros, double p99Micros) {
        return add(name, Optional.of(W0), packetsPerSecond, Optional.of(delay(meanMicros, p99Micros)));
    }

    /** A queue that no worker serves: what leaves the host. */
    public Guests leaving(String name, double packetsPerSecond) {
        return add(name, Optional.empty(), packetsPerSecond, Optional.empty());
    }

    /** A queue in which nothing was seen to wait. */
    public Guests silent(String name) {
        return add(name, Optional.of(W0), 0, Optional.empty());
    }

    private Guests add(String name, Optional<WorkerId> worker, double packets, Optional<QueueDelay> delay) {
        queues.add(new QueueLoad(QueueId.parse(name), worker, packets, 0, 0, 0, 0, 0, 0, 0, delay));
        return this;
    }

    private static QueueDelay delay(double meanMicros, double p99Micros) {
        return new QueueDelay(nanos(meanMicros), Optional.of(nanos(p99Micros)));
    }

    private static Duration nanos(double micros) {
        return Duration.ofNanos(Math.round(1000 * micros));
    }

    /** The observation, of one worker that took so much of a CPU. */
    public Observation on(double cpus) {
        WorkerLoad worker = new WorkerLoad(
                W0,
                CpuSet.of(0),
                PollMode.SLEEP,
                new Saturation(0),
                0,
                cpus,
                Optional.empty(),
                OptionalDouble.empty(),
                0,
                0,
                0,
                0);
        return new Observation(0, Duration.ofMillis(100), List.of(worker), queues, OptionalDouble.empty());
    }

    /** A class of the guests that one pattern names. */
    public static GuestClass of(String name, String guests, double weight) {
        return new GuestClass(name, List.of(new NamePattern(guests)), weight);
    }

    /** The same with a bound of its own. */
    public static GuestClass of(String name, String guests, double weight, double boundMicros) {
        return new GuestClass(
                name,
                List.of(new NamePattern(guests)),
                weight,
                OptionalDouble.of(boundMicros),
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }
}
