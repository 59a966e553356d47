package io.sidecore.tuner.study;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.tuner.simulator.scenario.GuestSpec;
import io.sidecore.tuner.simulator.scenario.HostSpec;
import io.sidecore.tuner.simulator.scenario.Load;
import io.sidecore.tuner.simulator.scenario.Scenario;
import io.sidecore.tuner.simulator.scenario.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Scenarios that policies are compared on: no fixed setting is best on all of them. */
public final class BuiltInScenarios {

    private static final double SECONDS = 20;

    /** Where the loads of those with a step change it. */
    private static final double STEP_AT = 10;

    private BuiltInScenarios() {}

    private static HostSpec host(int cpus, int ioCores) {
        return new HostSpec(cpus, 1, 1, cores(ioCores), HostSpec.all(cpus), 40, false);
    }

    private static CpuSet cores(int n) {
        return CpuSet.parse(n == 1 ? "0" : "0-" + (n - 1));
    }

    private static Scenario of(String name, String summary, HostSpec host, int guests, IntFunction<Load> load) {
        return of(name, summary, host, guests, load, List.of());
    }

    private static Scenario of(
            String name, String summary, HostSpec host, int guests, IntFunction<Load> load, List<Scene> scenes) {
        List<GuestSpec> specs = new ArrayList<>();
        int[] free = freeCpus(host);
        for (int i = 0; i < guests; i++) {
            int cpu = free[i % free.length];
            specs.add(new GuestSpec("vm" + i, CpuSet.of(cpu), host.nodeOf(cpu), "", load.apply(i), 0));
        }
        return new Scenario(name, summary, host, specs, scenes, SECONDS);
    }

    /** Those that are no I/O cores; on several nodes, of each in turn. */
    private static int[] freeCpus(HostSpec host) {
        int eachNode = host.cpus() / host.nodes();
        return IntStream.range(0, host.cpus())
                .map(i -> i % host.nodes() * eachNode + i / host.nodes())
                .filter(cpu -> !host.ioCores().contains(cpu))
                .toArray();
    }

    /** All of them. */
    public static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        Load ask = Load.rr(1, 0, 4);
        Load askSeldom = Load.rr(1, 400, 6);
        Load askRarely = Load.rr(1, 4000, 6);
        Load askMuch = Load.rr(8, 0, 3);
        Load out = Load.streamOut(16384, 64, 5);
        Load outSmall = Load.streamOut(1500, 128, 1.2);
        Load in = Load.streamIn(1500, 128, 0.8);
        Load slowIn = Load.streamIn(1500, 64, 6);
        for (int n : new int[] {1, 3, 5, 7}) {
            all.add(of("rr-" + n, n + " guests answer one question after the other", host(8, 1), n, i -> ask));
        }
        for (int n : new int[] {1, 4, 7}) {
            all.add(of("stream-out-" + n, n + " guests send large frames", host(8, 1), n, i -> out));
            all.add(of("stream-in-" + n, n + " guests receive streams", host(8, 1), n, i -> in));
        }
        all.add(of("stream-small-3", "3 guests send full frames one by one", host(8, 2), 3, i -> outSmall));
        all.add(of(
                "stream-slow-guests",
                "guests that take 6 us for each frame are the bottleneck",
                host(8, 2),
                6,
                i -> slowIn));
        all.add(of("rr-seldom-7", "7 guests that are asked 2000 times a second", host(8, 1), 7, i -> askSeldom));
        all.add(of("rr-rare-7", "7 guests that are asked 250 times a second", host(8, 1), 7, i -> askRarely));
        all.add(of("rr-many-14", "14 guests on 7 CPUs answer", host(8, 1), 14, i -> askSeldom));
        all.add(of("rr-deep-4", "4 guests with 8 questions each under way", host(8, 2), 4, i -> askMuch));
        all.add(of("rr-deep-7", "7 guests with 8 questions each under way", host(10, 2), 7, i -> askMuch));
        all.add(of("mixed-6", "4 ask, 2 receive streams", host(8, 1), 6, i -> i < 4 ? ask : in));
        all.add(of("mixed-6-two-cores", "the same with two I/O cores", host(9, 2), 6, i -> i < 4 ? ask : in));
        all.add(of("mixed-8-two-cores", "6 ask seldom, 2 send", host(10, 2), 8, i -> i < 6 ? askSeldom : out));
        all.add(of("mixed-12-three-cores", "8 ask, 4 receive", host(15, 3), 12, i -> i < 8 ? askSeldom : in));
        all.add(of(
                "elephant-and-mice",
                "one stream in among 6 that are asked",
                host(9, 2),
                7,
                i -> i == 0 ? in : askSeldom));
        all.add(of("elephants-4", "4 streams in, 2 I/O cores", host(8, 2), 4, i -> in));
        all.add(of(
                "elephants-two-of-six",
                "2 streams in, 4 that hardly do anything",
                host(10, 2),
                6,
                i -> i < 2 ? in : askRarely));
        all.add(of(
                "open-50k-4",
                "4 guests get 50,000 frames a second each",
                host(8, 1),
                4,
                i -> Load.openIn(256, 50_000, 4, 2)));
        all.add(of(
                "open-10k-7",
                "7 guests get 10,000 frames a second each",
                host(8, 1),
                7,
                i -> Load.openIn(256, 10_000, 1, 4)));
        all.add(of(
                "open-out-6",
                "6 guests send 30,000 frames a second each",
                host(8, 1),
                6,
                i -> Load.openOut(512, 30_000, 8, 2)));
        all.add(of(
                "open-200k-3",
                "3 guests get 200,000 frames a second each",
                host(8, 2),
                3,
                i -> Load.openIn(256, 200_000, 16, 1)));
        all.add(of(
                "bursty-6",
                "6 guests get bursts, on for 200 ms and off for 200 ms",
                host(8, 1),
                6,
                i -> Load.openIn(256, 60_000, 8, 3).onAndOff(200, 200)));
        all.add(of(
                "bursty-slow-6",
                "the same, on and off for 20 ms",
                host(8, 1),
                6,
                i -> Load.openIn(256, 60_000, 8, 3).onAndOff(20, 20)));
        all.add(of(
                "bursty-among-rr",
                "2 bursty ones among 4 that are asked",
                host(9, 2),
                6,
                i -> i < 2 ? Load.openIn(1500, 150_000, 16, 1.5).onAndOff(100, 100) : askSeldom));
        all.add(of("idle-8", "nobody does much", host(10, 2), 8, i -> Load.openIn(64, 20, 1, 5)));
        all.add(of(
                "numa-8",
                "two nodes, an I/O core on each, 8 guests that are asked",
                new HostSpec(12, 2, 1, CpuSet.of(0, 6), HostSpec.all(12), 40, false),
                8,
                i -> ask));
        all.add(numa("numa-streams-4"));
        all.add(of(
                "siblings-6",
                "hardware threads: 6 guests on 3 cores, I/O on one core",
                new HostSpec(8, 1, 2, CpuSet.of(0, 1), HostSpec.all(8), 40, false),
                6,
                i -> askSeldom));
        all.add(of(
                "posted-7",
                "7 guests answer, with posted interrupts",
                new HostSpec(8, 1, 1, CpuSet.of(0), HostSpec.all(8), 40, true),
                7,
                i -> ask));
        all.add(of(
                "line-rate-7",
                "7 guests send over a link of 10 Gbit/s",
                new HostSpec(8, 1, 1, CpuSet.of(0), HostSpec.all(8), 10, false),
                7,
                i -> out));
        all.add(cgroups());
        all.add(of(
                "interference-5",
                "a busy loop on the I/O core",
                host(8, 1),
                5,
                i -> ask,
                List.of(Scene.busy(0, 0, 1))));
        all.add(of(
                "interference-half",
                "something that wants half of one of two I/O cores",
                host(9, 2),
                6,
                i -> askSeldom,
                List.of(Scene.busy(0, 0, 0.5))));
        all.add(of(
                "interference-comes",
                "a busy loop comes to one of two I/O cores",
                host(9, 2),
                6,
                i -> ask,
                List.of(Scene.busy(STEP_AT, 0, 1))));
        all.add(of("step-rr-to-stream", "those that answered receive streams", host(9, 2), 6, i -> ask, change(6, in)));
        all.add(of("step-stream-to-rr", "those that received streams answer", host(9, 2), 6, i -> in, change(6, ask)));
        all.add(of(
                "step-quiet",
                "those that answered fall silent",
                host(8, 1),
                6,
                i -> ask,
                change(6, Load.openIn(64, 10, 1, 5))));
        all.add(of(
                "step-awake",
                "those that were silent answer",
                host(8, 1),
                6,
                i -> Load.openIn(64, 10, 1, 5),
                change(6, ask)));
        all.add(ramp());
        all.add(churn());
        return all;
    }

    private static List<Scene> change(int guests, Load to) {
        List<Scene> scenes = new ArrayList<>();
        for (int i = 0; i < guests; i++) {
            scenes.add(Scene.load(STEP_AT, "vm" + i, to));
        }
        return scenes;
    }

    private static Scenario numa(String name) {
        HostSpec host = new HostSpec(12, 2, 1, CpuSet.of(0, 6), HostSpec.all(12), 100, false);
        return of(name, "two nodes, an I/O core on each, 4 streams in", host, 4, i -> Load.streamIn(1500, 128, 0.8));
    }

    private static Scenario cgroups() {
        HostSpec host = host(9, 2);
        List<GuestSpec> guests = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            guests.add(new GuestSpec("vm" + i, CpuSet.of(2 + i), 0, "tenant" + i % 2, Load.rr(1, 100, 4), 0));
        }
        return new Scenario("cgroups-6", "6 guests of two tenants that are asked", host, guests, List.of(), SECONDS);
    }

    private static Scenario ramp() {
        List<Scene> scenes = new ArrayList<>();
        for (int step = 1; step <= 4; step++) {
            for (int i = 0; i < 4; i++) {
                scenes.add(Scene.load(5 * step, "vm" + i, Load.openIn(256, 5000 * Math.pow(3, step), 4, 1.5)));
            }
        }
        return of(
                        "ramp-4",
                        "4 guests get 5,000 frames a second, then three times as many, and again",
                        host(8, 2),
                        4,
                        i -> Load.openIn(256, 5000, 4, 1.5),
                        scenes)
                .lasting(25);
    }

    private static Scenario churn() {
        List<GuestSpec> guests = new ArrayList<>();
        List<Scene> scenes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            guests.add(new GuestSpec(
                    "vm" + i,
                    CpuSet.of(2 + i),
                    0,
                    "",
                    i % 2 == 0 ? Load.rr(1, 0, 4) : Load.rr(1, 400, 6),
                    i < 4 ? 0 : 12 * (i - 4) + 8));
            if (i < 3) {
                scenes.add(Scene.leaves(12 * i + 14, "vm" + i));
            }
        }
        return new Scenario("churn-8", "a guest comes or goes every six seconds", host(10, 2), guests, scenes, 50);
    }
}
