package io.sidecore.policies.bench;

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
import io.sidecore.policies.GuestFacts;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import io.sidecore.policies.adaptive.AdaptivePolicy;
import io.sidecore.policies.source.BuiltInPolicies;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * What one decision of the adaptive policy costs, its guards included: on 64 workers with 1000 guests, and on 128 workers with
 * 5000. Each worker has an I/O core to itself and polls; the host has 8 nodes, and each guest one of them and two queues.
 * Loads have drifted by up to a fifth, so that there is something to think of at each decision. Times are of the one thread;
 * {@code elapsed} is by the clock.
 */
final class DecideCost {

    private static final int NODES = 8;
    private static final double LOAD = 0.65;
    private static final int RUNS = 400;
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final double NANOS_PER_MILLI = 1e6;

    private final int workers;
    private final int guests;
    private final SplittableRandom random = new SplittableRandom(1);

    private DecideCost(int workers, int guests) {
        this.workers = workers;
        this.guests = guests;
    }

    static void print(PrintStream out) {
        new DecideCost(64, 1000).row(out);
        new DecideCost(128, 5000).row(out);
    }

    private void row(PrintStream out) {
        Placement placement = placement();
        Host host = host();
        Map<QueueId, Double> loads = new HashMap<>();
        double mean = LOAD * workers / guests / 2;
        placement.queues().keySet().forEach(queue -> loads.put(queue, mean * (0.8 + 0.4 * random.nextDouble())));
        AdaptivePolicy policy = new AdaptivePolicy(new BuiltInPolicies().get("adaptive"), host, System::nanoTime);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<Double> cpu = new ArrayList<>();
        List<Double> elapsed = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < RUNS && System.nanoTime() - start < PATIENCE_NANOS; i++) {
            Observation now = observation(placement, loads, i);
            long before = System.nanoTime();
            long used = threads.getCurrentThreadCpuTime();
            policy.decide(now, placement);
            cpu.add((threads.getCurrentThreadCpuTime() - used) / NANOS_PER_MILLI);
            elapsed.add((System.nanoTime() - before) / NANOS_PER_MILLI);
        }
        String name = "decide-" + guests;
        line(out, name + ".median", at(cpu, 0.5), "ms");
        line(out, name + ".median.limit", 50, "ms");
        line(out, name + ".p90", at(cpu, 0.9), "ms");
        line(out, name + ".elapsed", at(elapsed, 0.5), "ms");
        line(out, name + ".decisions", cpu.size(), "decisions");
    }

    /** Of the last quarter, when the JVM has compiled what it runs. */
    private static double at(List<Double> times, double quantile) {
        double[] later = times.subList(times.size() * 3 / 4, times.size()).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        Arrays.sort(later);
        return later[(int) (quantile * (later.length - 1))];
    }

    private static void line(PrintStream out, String name, double value, String unit) {
        out.printf(Locale.ROOT, "%s %.2f %s%n", name, value, unit);
    }

    private Placement placement() {
        SortedMap<WorkerId, Placement.Setting> settings = new TreeMap<>();
        for (int worker = 0; worker < workers; worker++) {
            settings.put(id(worker), new Placement.Setting(CpuSet.of(worker), PollMode.POLL));
        }
        SortedMap<QueueId, WorkerId> queues = new TreeMap<>();
        for (int guest = 0; guest < guests; guest++) {
            queues.put(new QueueId("vm" + guest, QueueId.Direction.RX, 0), id(guest % workers));
            queues.put(new QueueId("vm" + guest, QueueId.Direction.TX, 0), id(guest % workers));
        }
        return new Placement(settings, queues);
    }

    private static WorkerId id(int worker) {
        return new WorkerId("w" + worker);
    }

    /** CPU n is on node n modulo 8, and so are the guests of its worker; the I/O cores are threads of cores by twos. */
    private Host host() {
        SortedMap<Integer, Integer> nodes = new TreeMap<>();
        List<CpuSet> siblings = new ArrayList<>();
        for (int cpu = 0; cpu < 4 * workers; cpu++) {
            nodes.put(cpu, cpu % NODES);
            if (cpu % (2 * NODES) < NODES) {
                siblings.add(CpuSet.of(cpu, cpu + NODES));
            }
        }
        Map<String, GuestFacts> facts = new HashMap<>();
        for (int guest = 0; guest < guests; guest++) {
            OptionalInt node = OptionalInt.of(guest % workers % NODES);
            facts.put("vm" + guest, new GuestFacts(Optional.empty(), node, Optional.empty()));
        }
        Cores cores =
                new Cores(CpuSet.parse("0-" + (workers - 1)), CpuSet.parse("0-" + Math.min(1023, 4 * workers - 1)));
        return new Host(cores, nodes, siblings, guest -> facts.getOrDefault(guest, GuestFacts.UNKNOWN));
    }

    private static Observation observation(Placement placement, Map<QueueId, Double> loads, int number) {
        Map<WorkerId, Double> busy = new HashMap<>();
        List<QueueLoad> queues = new ArrayList<>();
        placement.queues().forEach((queue, worker) -> {
            double load = loads.getOrDefault(queue, 0.0);
            busy.merge(worker, load, Double::sum);
            queues.add(new QueueLoad(
                    queue,
                    Optional.of(worker),
                    200_000 * load,
                    2e7 * load,
                    0,
                    0,
                    0,
                    load,
                    0,
                    0,
                    Optional.of(new QueueDelay(Duration.ofNanos(20_000), Optional.empty()))));
        });
        List<WorkerLoad> workers = new ArrayList<>();
        placement.workers().forEach((worker, setting) -> {
            double load = Math.min(1, busy.getOrDefault(worker, 0.0));
            workers.add(new WorkerLoad(
                    worker,
                    setting.cpus(),
                    setting.mode(),
                    new Saturation(load),
                    1 - load,
                    1,
                    Optional.of(new Interference(0)),
                    OptionalDouble.empty(),
                    0,
                    0,
                    0,
                    100_000 * load));
        });
        return new Observation(number * 100_000_000L, Duration.ofMillis(100), workers, queues, OptionalDouble.empty());
    }
}
