package io.sidecore.tuner.top;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class OwnCpuTest {

    private long now;
    private long used;

    @Test
    void itIsTheShareOfTheLastTenWindows() {
        OwnCpu own = new OwnCpu(() -> now, () -> used);
        assertEquals(OptionalDouble.empty(), own.now());
        for (int second = 0; second < 10; second++) {
            pass(1_000_000_000, 20_000_000);
            assertEquals(0.02, own.now().orElseThrow(), 1e-12);
        }
        for (int second = 0; second < 5; second++) {
            pass(1_000_000_000, 0);
            own.now();
        }
        assertEquals(0.01, own.now().orElseThrow(), 1e-12);
    }

    @Test
    void beingAskedOftenDoesNotShortenIt() {
        OwnCpu own = new OwnCpu(() -> now, () -> used);
        own.now();
        pass(1_000_000_000, 500_000_000);
        own.now();
        for (int i = 0; i < 100; i++) {
            pass(1_000_000, 0);
            assertEquals(0.5, own.now().orElseThrow(), 1e-12);
        }
    }

    @Test
    void whatTheSystemDoesNotSayIsAbsent() {
        OwnCpu own = new OwnCpu(() -> now, () -> -1);
        own.now();
        pass(1_000_000_000, 0);
        assertEquals(OptionalDouble.empty(), own.now());
    }

    private void pass(long nanos, long cpuNanos) {
        now += nanos;
        used += cpuNanos;
    }
}
