package io.sidecore.tuner.control;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.policies.Cores;
import io.sidecore.tuner.sim.ClosedLoop;
import io.sidecore.tuner.sim.SimGuest;
import io.sidecore.tuner.sim.SimHost;
import io.sidecore.tuner.sim.SimNoise;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
    private static final Cores TWO = new Cores(CpuSet.of(0), CpuSet.of(0, 1));
    private static final Cores FOUR = new Cores(CpuSet.of(0, 1), CpuSet.of(0, 1, 2, 3));

    @TempDir
    Path directory;

    private void compare(String what, Cores cores, double[] bg, List<SimGuest> guests, double seconds) {
        System.out.println("=== " + what);
        for (String policy : List.of("dedicated", "shared", "elvis", "adaptive")) {
            SimHost host =
                    new SimHost(cores, bg, guests, policy.equals("adaptive") ? new SimNoise(7, 0.05) : SimNoise.none());
            try (ClosedLoop loop = new ClosedLoop(host, policy, directory)) {
                loop.run(policy.equals("adaptive") ? seconds : 5);
                System.out.println(policy + " " + loop.utility());
                if (policy.equals("adaptive")) System.out.println(loop.story());
            }
        }
    }

    @Test
    void all() {
        compare(
                "heavy streams",
                TWO,
                new double[] {0, 0.6},
                List.of(
                        SimGuest.streaming("st0", 500_000),
                        SimGuest.streaming("st1", 500_000),
                        SimGuest.streaming("st2", 500_000)),
                20);
        compare(
                "idle rr",
                TWO,
                new double[] {0, 0.1},
                List.of(SimGuest.asking("rr0", 500), SimGuest.asking("rr1", 500)),
                20);
        compare(
                "nearly nothing",
                TWO,
                new double[] {0, 0.1},
                List.of(SimGuest.asking("rr0", 10), SimGuest.asking("rr1", 10)),
                20);
        List<SimGuest> many = new ArrayList<>();
        for (int i = 0; i < 14; i++)
            many.add(i % 2 == 0 ? SimGuest.asking("vm" + i, 3000) : SimGuest.streaming("vm" + i, 150_000));
        compare("14 guests on 4 cores", FOUR, new double[] {0, 0, 0.8, 0.8}, many, 20);
        System.out.println("=== load goes, load comes, busy loop comes, goes");
        SimHost host = new SimHost(TWO, new double[] {0, 0.9}, ClosedLoopTest.mixed(), new SimNoise(3, 0.05));
        try (ClosedLoop loop = new ClosedLoop(host, "adaptive", directory)) {
            loop.run(10);
            host.load(ClosedLoopTest.mixed().stream()
                    .map(g -> SimGuest.asking(g.name(), 5))
                    .toList());
            loop.run(10);
            host.load(ClosedLoopTest.mixed());
            loop.run(10);
            host.background(1, 0.9);
            loop.run(30);
            host.background(0, 0.9);
            loop.run(60);
            System.out.println(loop.story());
        }
    }
}
