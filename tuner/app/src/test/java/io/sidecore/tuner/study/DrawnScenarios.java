package io.sidecore.tuner.study;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.tuner.simulator.scenario.GuestSpec;
import io.sidecore.tuner.simulator.scenario.HostSpec;
import io.sidecore.tuner.simulator.scenario.Load;
import io.sidecore.tuner.simulator.scenario.Scenario;
import io.sidecore.tuner.simulator.scenario.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Scenarios that nobody chose: hosts, guests, loads and changes drawn at random. A policy that was only fitted to {@link
 * BuiltInScenarios} shows it here.
 */
public final class DrawnScenarios {

    private static final double SECONDS = 20;
    private static final double CHANGE_AT = 10;

    private final SplittableRandom random;

    private DrawnScenarios(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** The scenario of a seed. */
    public static Scenario of(long seed) {
        return new DrawnScenarios(seed).draw("drawn-" + seed);
    }

    private Scenario draw(String name) {
        HostSpec host = host();
        List<Load> loads =
                IntStream.range(0, random.nextInt(1, 4)).mapToObj(i -> load()).toList();
        boolean floats = chance(0.25);
        List<GuestSpec> guests = new ArrayList<>();
        List<Scene> scenes = new ArrayList<>();
        int[] free = HostSpec.all(host.cpus()).stream()
                .filter(cpu -> !host.ioCores().contains(cpu))
                .toArray();
        int n = random.nextInt(1, 13);
        for (int i = 0; i < n; i++) {
            int cpu = free[i % free.length];
            double comes = i > 0 && chance(0.04) ? CHANGE_AT : 0;
            CpuSet cpus = floats ? CpuSet.of(free) : CpuSet.of(cpu);
            guests.add(new GuestSpec("vm" + i, cpus, host.nodeOf(cpu), "", any(loads), comes));
        }
        if (chance(0.3)) {
            Load to = load();
            guests.stream()
                    .filter(guest -> guest.comes() == 0 && chance(0.6))
                    .forEach(guest -> scenes.add(Scene.load(CHANGE_AT, guest.name(), to)));
        }
        if (chance(0.15)) {
            int core = host.ioCores().stream().findFirst().orElseThrow();
            scenes.add(Scene.busy(chance(0.5) ? 0 : CHANGE_AT, core, random.nextDouble(0.3, 1)));
        }
        return new Scenario(name, "drawn at random", host, guests, scenes, SECONDS);
    }

    private HostSpec host() {
        int cpus = 2 * random.nextInt(2, 9);
        int nodes = cpus >= 8 && chance(0.25) ? 2 : 1;
        int cores = Math.min(random.nextInt(1, 4), cpus / 2 - 1);
        int[] io = IntStream.range(0, cores)
                .map(i -> i % nodes * cpus / nodes + i / nodes)
                .toArray();
        double gigabits = any(List.of(10.0, 25.0, 40.0, 100.0));
        return new HostSpec(
                cpus, nodes, chance(0.25) ? 2 : 1, CpuSet.of(io), HostSpec.all(cpus), gigabits, chance(0.25));
    }

    private Load load() {
        int bytes = (int) between(64, 16384);
        double micros = between(0.5, 10);
        Load load = switch (random.nextInt(6)) {
            case 0 -> Load.rr(1, 0, micros);
            case 1 -> Load.rr((int) between(1, 32), chance(0.5) ? 0 : between(20, 5000), micros);
            case 2 -> Load.streamOut(bytes, (int) between(16, 256), micros);
            case 3 -> Load.streamIn(bytes, (int) between(16, 256), micros);
            case 4 -> Load.openIn(Math.min(bytes, 1500), between(100, 200_000), (int) between(1, 64), micros);
            default -> Load.openOut(Math.min(bytes, 1500), between(100, 100_000), (int) between(1, 64), micros);
        };
        return chance(0.2) ? load.onAndOff(between(5, 500), between(5, 500)) : load;
    }

    private boolean chance(double p) {
        return random.nextDouble() < p;
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Small ones as often as large ones. */
    private double between(double low, double high) {
        return Math.exp(random.nextDouble(Math.log(low), Math.log(high)));
    }
}
