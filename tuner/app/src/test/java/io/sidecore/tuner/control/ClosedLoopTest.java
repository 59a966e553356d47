package io.sidecore.tuner.control;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.policies.Cores;
import io.sidecore.tuner.sim.ClosedLoop;
import io.sidecore.tuner.sim.SimGuest;
import io.sidecore.tuner.sim.SimHost;
import io.sidecore.tuner.sim.SimNoise;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClosedLoopTest {

    private static final Cores TWO = new Cores(CpuSet.of(0), CpuSet.of(0, 1));
    private static final double[] GUESTS_ON_CPU1 = {0, 0.9};

    @TempDir
    Path directory;

    static List<SimGuest> mixed() {
        return List.of(
                SimGuest.asking("rr0", 2000),
                SimGuest.asking("rr1", 2000),
                SimGuest.asking("rr2", 2000),
                SimGuest.asking("rr3", 2000),
                SimGuest.streaming("st0", 200_000),
                SimGuest.streaming("st1", 200_000));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void adaptiveEndsAtLeastAtTheBestFixedPolicyInTenSeconds(long seed) {
        Map<String, Double> fixed = new TreeMap<>();
        for (String policy : List.of("dedicated", "shared", "elvis")) {
            SimHost host = new SimHost(TWO, GUESTS_ON_CPU1, mixed(), SimNoise.none());
            try (ClosedLoop loop = new ClosedLoop(host, policy, directory)) {
                fixed.put(policy, loop.run(3).utility());
            }
        }
        double best =
                fixed.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        SimHost host = new SimHost(TWO, GUESTS_ON_CPU1, mixed(), new SimNoise(seed, 0.05));
        try (ClosedLoop loop = new ClosedLoop(host, "adaptive", directory)) {
            loop.run(10);
            System.out.println(fixed + loop.story());
            assertTrue(loop.utility() >= best - 1e-9, () -> "seed " + seed + ": " + fixed + loop.story());
        }
    }
}
