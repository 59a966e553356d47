package io.sidecore.policies.adaptive;

import static io.sidecore.policies.Stories.placement;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.Interference;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueDelay;
import io.sidecore.collector.signal.QueueLoad;
import io.sidecore.collector.signal.Saturation;
import io.sidecore.collector.signal.WorkerLoad;
import io.sidecore.policies.Cores;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import io.sidecore.policies.document.Parameters.Adaptive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What the model expects of another placement, in numbers that can be followed by hand. */
class ModelTest {

    private static final Adaptive LIMITS = new Adaptive(0.8, 0.95, 0.2, 0.3, 500, 0.6, 50, 200);
    private static final Host HOST = Host.of(new Cores(CpuSet.of(0), CpuSet.parse("0-3")));
    private static final Duration WINDOW = Duration.ofMillis(500);

    private final Learnt learnt = new Learnt(LIMITS);

    /** Each guest gets and sends so many frames a second, each way for so much of its worker's time. */
    private static Observation seen(Placement current, double packets, double busyOfQueue, double saturation) {
        List<QueueLoad> queues = new ArrayList<>();
        current.queues()
                .forEach((queue, worker) -> queues.add(new QueueLoad(
                        queue,
                        Optional.of(worker),
                        packets,
                        100 * packets,
                        0,
                        0,
                        0,
                        busyOfQueue,
                        0,
                        packets,
                        Optional.of(new QueueDelay(Duration.ofNanos(20_000), Optional.empty())))));
        List<WorkerLoad> workers = new ArrayList<>();
        current.workers()
                .forEach((worker, setting) -> workers.add(new WorkerLoad(
                        worker,
                        setting.cpus(),
                        setting.mode(),
                        new Saturation(saturation),
                        0,
                        saturation,
                        Optional.of(new Interference(0)),
                        OptionalDouble.empty(),
                        0,
                        0,
                        0,
                        packets)));
        return new Observation(1, WINDOW, workers, queues, OptionalDouble.empty());
    }

    private Model model(Observation now, Placement current) {
        return new Model(now, current, HOST, LIMITS, learnt);
    }

    private static double rateOf1(Model model, Placement to) {
        return model.rates(to).getOrDefault("vm1", Double.NaN);
    }

    private static QueueLoad queue(Observation expected, String name) {
        return expected.queue(QueueId.parse(name)).orElseThrow();
    }

    /** A poller takes the CPU whole, and nobody kicks; a sleeper takes 2 x 0.1, and 12 us and 4 us for each wake-up. */
    @Test
    void aPollingWorkerCostsACpuAndSavesTheWakeUps() {
        Placement asleep = placement("w0 0 sleep: vm1");
        Model model = model(seen(asleep, 1000, 0.1, 0.2), asleep);
        Observation polling = model.expect(placement("w0 0 poll: vm1"));
        assertEquals(1, polling.workerCpus(), 1e-9);
        assertEquals(0, queue(polling, "vm1/tx0").kicksPerSecond(), 1e-9);
        Observation sleeping = model.expect(asleep);
        double wakes = 2000 * 0.8 / (1 + 2000 * 0.8 * 12e-6);
        assertEquals(0.2 + wakes * 4e-6, sleeping.workerCpus(), 1e-9);
        assertEquals(1000 * 0.8, queue(sleeping, "vm1/tx0").kicksPerSecond(), 1e-9);
    }

    /** Its 0.8 of 12 us, and 0.2 us for a look; it does not wait for itself. */
    @Test
    void theDelayIsOfWakingUp() {
        Placement asleep = placement("w0 0 sleep: vm1");
        Model model = model(seen(asleep, 1000, 0.1, 0.2), asleep);
        assertEquals(0.8 * 12 + 0.2, micros(queue(model.expect(asleep), "vm1/rx0")), 1e-3);
        assertEquals(0.2, micros(queue(model.expect(placement("w0 0 poll: vm1")), "vm1/rx0")), 1e-3);
    }

    /** Half a service of 100 us by r / (1 - r) = 0.25, r = 0.2 being what the other guest takes. */
    @Test
    void theDelayIsOfTheOthersTurns() {
        Placement both = placement("w0 0 poll: vm1 vm2");
        Model model = model(seen(both, 1000, 0.1, 0.4), both);
        assertEquals(0.2 + 12.5, micros(queue(model.expect(both), "vm1/rx0")), 1e-3);
    }

    /**
     * One in a hundred finds the worker asleep, and waits 12 us; polled, the 2000 batches of 100 us that make it busy for 0.2
     * let one in a hundred wait 100 / (2 * 0.8) * ln 20 us, which is less than one round of its two queues.
     */
    @Test
    void theP99IsOfTheLongerOfTwoWaits() {
        Placement asleep = placement("w0 0 sleep: vm1");
        Model model = model(seen(asleep, 1000, 0.1, 0.2), asleep);
        double queued = 0.2 + 100 / 1.6 * Math.log(20);
        assertEquals(queued, p99Micros(model.expect(asleep)), 1e-3);
        assertEquals(queued, p99Micros(model.expect(placement("w0 0 poll: vm1"))), 1e-3);
        Model quiet = model(seen(asleep, 1000, 0.004, 0.008), asleep); // busy for less than one in a hundred
        assertEquals(0.2 + 12, p99Micros(quiet.expect(asleep)), 1e-3);
        assertEquals(0.2, p99Micros(quiet.expect(placement("w0 0 poll: vm1"))), 1e-3);
    }

    /** A stream's batch takes 100 us, a question 2 us: who shares a worker with the stream waits for it, once in a while. */
    @Test
    void whoIsBesideLongBatchesWaitsForThem() {
        Placement together = placement("w0 0 poll: vm1 vm2");
        Observation now = seen(together, 1000, 0.1, 0.204);
        List<QueueLoad> queues = now.queues().stream()
                .map(load -> load.queue().device().equals("vm1") ? load : withBusy(load, 0.002))
                .toList();
        Observation uneven = new Observation(1, WINDOW, now.workers(), queues, OptionalDouble.empty());
        Observation apart = model(uneven, together).expect(placement("w0 0 poll: vm1; w1 1 poll: vm2"));
        Observation shared = model(uneven, together).expect(together);
        assertEquals(0.2 + 100 / 2 / (1 - 0.204) * Math.log(20.4), p99Micros(shared, "vm2/rx0"), 1e-3);
        assertEquals(0.2, p99Micros(apart, "vm2/rx0"), 1e-3);
    }

    private static QueueLoad withBusy(QueueLoad load, double busy) {
        return new QueueLoad(
                load.queue(), load.worker(), load.packetsPerSecond(), 0, 0, 0, 0, busy, 0, 0, load.delay());
    }

    private static double p99Micros(Observation expected) {
        return p99Micros(expected, "vm1/rx0");
    }

    private static double p99Micros(Observation expected, String queue) {
        return queue(expected, queue)
                        .delay()
                        .flatMap(QueueDelay::p99)
                        .orElseThrow()
                        .toNanos()
                / 1e3;
    }

    private static double micros(QueueLoad load) {
        return AskedGuest.micros(load.delay().orElseThrow());
    }

    /** 1000 answers a second, one each ms: 2 x 9.6 us sooner make it 1000 / (1 - 0.0192). */
    @Test
    void whoWaitsForAnswersAsksMoreIfTheyComeSooner() {
        Placement asleep = placement("w0 0 sleep: vm1");
        Model model = model(seen(asleep, 1000, 0.1, 0.2), asleep);
        assertEquals(1 / (1 - 0.0192), rateOf1(model, placement("w0 0 poll: vm1")), 1e-6);
    }

    /** A full worker hides demand: two guests on one are believed to want twice as much, which two workers can give. */
    @Test
    void aFullWorkerHidesDemandUntilThatDisappoints() {
        Placement one = placement("w0 0 sleep: vm1 vm2");
        Placement two = placement("w0 0 sleep: vm1; w1 1 sleep: vm2");
        Observation full = seen(one, 100_000, 0.2475, 0.99);
        double first = rateOf1(model(full, one), two);
        assertEquals(0.97 / 0.99 * 2, first, 1e-2);
        learnt.disappointed(Map.of("vm1", first, "vm2", first));
        double then = rateOf1(model(full, one), two);
        assertTrue(then > 1.3 && then < 1.4, () -> "" + then);
    }

    /** Others that have a CPU for half of the time leave half of it. */
    @Test
    void aCpuThatOthersUseIsExpectedToBeUsedByThem() {
        Placement pinned = placement("w0 0 sleep: vm1");
        Observation now = seen(pinned, 1000, 0.1, 0.2);
        WorkerLoad load = now.worker(new WorkerId("w0")).orElseThrow();
        WorkerLoad robbed = new WorkerLoad(
                load.worker(),
                load.cpus(),
                load.mode(),
                load.saturation(),
                0,
                load.onCpu(),
                Optional.of(new Interference(0.5)),
                OptionalDouble.of(3e6),
                0,
                0,
                0,
                1000);
        learnt.see(new Observation(1, WINDOW, List.of(robbed), now.queues(), OptionalDouble.empty()), pinned);
        Observation polling = model(now, pinned).expect(placement("w0 0 poll: vm1"));
        assertEquals(1 - 0.5 * (1 - 0.01), polling.workerCpus(), 1e-9);
        assertTrue(micros(queue(polling, "vm1/rx0")) > 1000);
        assertEquals(PollMode.Kind.POLL, polling.workers().get(0).mode().kind());
    }
}
