package io.sidecore.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueDelay;
import io.sidecore.collector.signal.QueueLoad;
import io.sidecore.collector.signal.Saturation;
import io.sidecore.collector.signal.WorkerLoad;
import io.sidecore.policies.objective.Guests;
import io.sidecore.policies.source.BuiltInPolicies;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ObjectiveTest {

    private static final Objective PLAIN = new Objective(1, 0.2, 0.3, 2, 1000);

    private static Observation seen(double packetsPerSecond, Duration delay, double cpus, double kicksPerSecond) {
        WorkerLoad worker = new WorkerLoad(
                new WorkerId("w0"),
                CpuSet.of(0),
                PollMode.SLEEP,
                new Saturation(0.5),
                0,
                cpus,
                Optional.empty(),
                OptionalDouble.empty(),
                kicksPerSecond,
                0,
                0,
                packetsPerSecond);
        Optional<QueueDelay> delayed =
                packetsPerSecond > 0 ? Optional.of(new QueueDelay(delay, Optional.empty())) : Optional.empty();
        QueueLoad rx = new QueueLoad(
                QueueId.parse("vm1/rx0"), Optional.empty(), packetsPerSecond, 0, 0, 0, 0, 0, 0, 0, delayed);
        return new Observation(0, Duration.ofMillis(100), List.of(worker), List.of(rx), OptionalDouble.empty());
    }

    @Test
    void isTheFormulaOfItsJavadoc() {
        // 9000 frames/s: ln(1 + 9) for throughput; activity 0.9; 19 us: ln 20; 0.5 CPUs and 50000 kicks of 2 us.
        double expected = Math.log(10) - 0.2 * 0.9 * Math.log(20) - 0.3 * (0.5 + 0.1);
        assertEquals(expected, PLAIN.utility(seen(9000, Duration.ofNanos(19_000), 0.5, 50_000)), 1e-12);
        assertEquals(0.6, PLAIN.cpus(seen(9000, Duration.ofNanos(19_000), 0.5, 50_000)), 1e-12);
    }

    /** 80 guests, of which each pays a tenth of what one of 8 pays for the same CPU. */
    @Test
    void theMoreGuestsThereAreTheLessACpuIsOfWhatTheyMove() {
        for (int guests : new int[] {8, 80}) {
            Guests seen = new Guests();
            IntStream.range(0, guests)
                    .forEach(guest -> seen.silent("vm" + guest + "/rx0").silent("vm" + guest + "/tx0"));
            assertEquals(-0.3 * 2 * 8 / guests, PLAIN.utility(seen.on(2)), 1e-12);
        }
    }

    @Test
    void withoutTrafficOnlyThePriceOfCpusRemains() {
        assertEquals(-0.3, PLAIN.utility(seen(0, Duration.ZERO, 1, 0)), 1e-12);
        assertEquals(0, PLAIN.utility(seen(0, Duration.ZERO, 0, 0)), 1e-12);
    }

    @Test
    void withThePublishedWeightsPollingPaysUnderLoadAndNotWhenIdle() {
        Objective published = new BuiltInPolicies().get("adaptive").objective();
        Duration woken = Duration.ofNanos(25_000);
        Duration polled = Duration.ofNanos(1_000);
        assertTrue(published.utility(seen(50_000, polled, 1, 0)) > published.utility(seen(50_000, woken, 0.3, 20_000)));
        assertTrue(published.utility(seen(10, polled, 1, 0)) < published.utility(seen(10, woken, 0.01, 10)));
    }

    @Test
    void moreTrafficAtTheSameDelayIsNeverWorse() {
        Objective published = new BuiltInPolicies().get("adaptive").objective();
        double last = Double.NEGATIVE_INFINITY;
        for (double packets = 1; packets < 1e7; packets *= 1.5) {
            double utility = published.utility(seen(packets, Duration.ofNanos(100_000), 0.5, 0));
            assertTrue(utility > last, "at " + packets);
            last = utility;
        }
    }

    @Test
    void refusesWeightsThatMakeNoSense() {
        assertEquals(
                "delayWeight must be 0 or more: NaN",
                assertThrows(IllegalArgumentException.class, () -> new Objective(1, Double.NaN, 0, 0, 1))
                        .getMessage());
        assertEquals(
                "idlePacketsPerSecond must be above 0: 0.0",
                assertThrows(IllegalArgumentException.class, () -> new Objective(1, 1, 1, 1, 0))
                        .getMessage());
        assertEquals(
                "throughputWeight, delayWeight and cpuPrice are all 0: at least one must be above 0",
                assertThrows(IllegalArgumentException.class, () -> new Objective(0, 0, 0, 1, 1))
                        .getMessage());
    }
}
