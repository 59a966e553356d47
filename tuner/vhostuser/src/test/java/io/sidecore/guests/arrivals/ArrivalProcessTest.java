package io.sidecore.guests.arrivals;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalProcessTest {

    private static final long SECOND = 1_000_000_000L;

    private static final ArrivalProcess ON_OFF =
            new OnOff(16_000, Duration.ofMillis(50), Duration.ofMillis(150), OnOff.Periods.EXPONENTIAL);

    private static long[] first(int count, ArrivalProcess process, long seed) {
        Arrivals arrivals = process.begin(new SplittableRandom(seed));
        return LongStream.generate(arrivals::nextNanos).limit(count).toArray();
    }

    /** How many arrivals come before a time. */
    private static long countUntil(long nanos, ArrivalProcess process, long seed) {
        Arrivals arrivals = process.begin(new SplittableRandom(seed));
        long count = 0;
        while (arrivals.nextNanos() < nanos) {
            count++;
        }
        return count;
    }

    @Test
    void fixedArrivalsHaveEqualGapsAndDoNotDrift() {
        long[] arrivals = first(3_000_001, new Fixed(3), 1);
        assertTrue(arrivals[0] < SECOND / 3);
        assertEquals(1_000_000L * SECOND, arrivals[3_000_000] - arrivals[0]);
    }

    @Test
    void flowsOfOneRateDoNotSendAtTheSameMoment() {
        assertTrue(first(1, new Fixed(1), 1)[0] != first(1, new Fixed(1), 2)[0]);
    }

    @Test
    void poissonArrivalsAreKnownFromTheSeed() {
        assertArrayEquals(new long[] {836005, 2205567, 5746122}, first(3, new Poisson(1000), 1));
    }

    @Test
    void onOffArrivalsAreKnownFromTheSeed() {
        assertArrayEquals(new long[] {85597, 306882, 343609}, first(3, ON_OFF, 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void poissonCountsHaveTheMeanAndTheVarianceOfPoisson(long seed) {
        SplittableRandom seeds = new SplittableRandom(seed);
        int runs = 400;
        double mean = 0;
        double square = 0;
        for (int i = 0; i < runs; i++) {
            double count = countUntil(SECOND, new Poisson(1000), seeds.nextLong());
            mean += count / runs;
            square += count * count / runs;
        }
        // 400 counts of mean and variance 1000: the mean is known to 1.6, the variance to 71; allow four times that
        assertEquals(1000, mean, 6.4);
        assertEquals(1000, square - mean * mean, 284);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void onOffArrivalsHaveTheirMeanRate(long seed) {
        assertEquals(4000, ON_OFF.meanPerSecond());
        // 2000 cycles of exponential periods: the share of on is known to 2.4 %; allow four times that
        assertEquals(4000, countUntil(400 * SECOND, ON_OFF, seed) / 400.0, 390);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void nothingArrivesWhileOff(long seed) {
        OnOff process = new OnOff(5000, Duration.ofMillis(20), Duration.ofMillis(30), OnOff.Periods.FIXED);
        long last = 0;
        for (long arrival : first(20_000, process, seed)) {
            assertTrue(arrival % 50_000_000 <= 20_000_000, () -> "arrival at " + arrival);
            assertTrue(arrival >= last);
            last = arrival;
        }
        // Poisson of mean 20000 arrivals at 100 a cycle
        assertEquals(200 * 0.05, last / 1e9, 4 * 0.05 * 200 / Math.sqrt(20_000));
    }

    @Test
    void ratesAreInRange() {
        for (double rate : new double[] {0, -1, Double.NaN, 2e8, Double.POSITIVE_INFINITY}) {
            String message = "packetsPerSecond must be in (0,1e8]: " + rate;
            assertEquals(message, refusal(() -> new Poisson(rate)));
            assertEquals(message, refusal(() -> new Fixed(rate)));
        }
        assertEquals(
                "an on period must be longer than 0 and an off period not shorter: on PT0S, off PT1S",
                refusal(() -> new OnOff(1, Duration.ZERO, Duration.ofSeconds(1), OnOff.Periods.FIXED)));
    }

    private static String refusal(org.junit.jupiter.api.function.Executable maker) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, maker).getMessage());
    }
}
