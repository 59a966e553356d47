package io.sidecore.collector.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What observing costs: prints lines {@code name value unit}, and {@code # name: skipped, reason} for what cannot be measured
 * here. The rows are those of the promise that Sidecore makes; each has its limit beside it, and a peer where one is installed.
 *
 * <p>Arguments: the directory with the generators, the launcher of Sidecore, and the names of rows; no name means all.
 */
public final class Bench {

    private static final int PAIRS = 20;

    /** Peers are measured less often: they take a second to start. */
    private static final int PAIRS_WITH_PEER = 8;

    private final Path generators;
    private final Path launcher;
    private final PrintStream out;
    private final Map<String, Row> rows = new LinkedHashMap<>();

    /** Prints one row. */
    private interface Row {
        void print(String name) throws SkippedException;
    }

    private Bench(Path generators, Path launcher, PrintStream out) {
        this.generators = generators;
        this.launcher = launcher;
        this.out = out;
        rows.put("switch-unwatched", name -> switches(name, 45, false));
        rows.put("switch-watched", name -> switches(name, 130, true));
        rows.put("ioeventfd-kick", this::kicks);
        rows.put("diagnose-start", this::start);
        rows.put("observe-10000", this::observe);
        rows.put("record-100-queues", name -> recording(name, 100));
        rows.put("record-10000-queues", name -> recording(name, 10_000));
    }

    /** See the type. */
    public static void main(String[] args) {
        Bench bench = new Bench(Path.of(args[0]), Path.of(args[1]), System.out);
        List<String> names = args.length > 2 ? List.of(args).subList(2, args.length) : List.copyOf(bench.rows.keySet());
        System.exit(bench.run(names));
    }

    private int run(List<String> names) {
        for (String name : names) {
            Row row = rows.get(name);
            if (row == null) {
                out.println("# no such row: '" + name + "'; there are " + String.join(", ", rows.keySet()));
                return 2;
            }
            try {
                row.print(name);
            } catch (SkippedException e) {
                skipped(name, e);
            }
        }
        return 0;
    }

    private void switches(String name, double limitNanos, boolean watched) throws SkippedException {
        try (Generator generator = new Generator(generators.resolve("switches"))) {
            Set<Integer> others = Set.of((int) ProcessHandle.current().pid());
            Observer ours = Probes.sched(watched ? generator.tids() : others);
            compare(
                    name,
                    generator,
                    ours,
                    empty("sched_switch", "sched_wakeup"),
                    watched ? Bpftrace.WAITS : Bpftrace.COUNT_SWITCHES);
            line(name + ".limit", limitNanos, "ns");
        }
    }

    private void kicks(String name) throws SkippedException {
        try (Generator generator = new Generator(generators.resolve("kicks"))) {
            compare(name, generator, Probes.kick(), empty("kvm_pio"), Bpftrace.COUNT_KICKS);
            line(name + ".limit", 120, "ns");
        }
    }

    /** Programs that do nothing at those tracepoints: what the kernel takes for having any there. */
    private Observer empty(String... programs) {
        return Probes.empty(generators.resolve("empty.bpf.o"), Set.of(programs));
    }

    private void compare(String name, Generator generator, Observer ours, Observer empty, String peer)
            throws SkippedException {
        AddedCost cost = new AddedCost(generator);
        List<Quartiles> added = cost.of(List.of(ours, empty), PAIRS);
        quartiles(name, added.get(0), "ns");
        quartiles(name + ".empty", added.get(1), "ns");
        line(name + ".over-empty", added.get(0).median() - added.get(1).median(), "ns");
        try {
            List<Quartiles> both = cost.of(List.of(ours, Bpftrace.running(peer)), PAIRS_WITH_PEER);
            quartiles(name + ".bpftrace", both.get(1), "ns");
            line(name + ".to-bpftrace", both.get(0).median() / both.get(1).median(), "ratio");
        } catch (SkippedException e) {
            skipped(name + ".bpftrace", e);
        }
    }

    private void start(String name) throws SkippedException {
        StartTimes times = StartTimes.measure(launcher);
        quartiles(name, times.fromLauncher(), "ms");
        quartiles(name + ".jvm", times.fromJvm(), "ms");
        line(name + ".limit", 350, "ms");
    }

    private void observe(String name) throws SkippedException {
        ObserveCost cost = ObserveCost.measure();
        line(name + ".cpu", cost.cpuPercent(), "%");
        line(name + ".cpu.limit", 0.5, "%");
        line(name + ".rss", cost.residentMib(), "MiB");
        line(name + ".rss.limit", 64, "MiB");
    }

    private void recording(String name, int queues) throws SkippedException {
        RecordingCost cost = RecordingCost.measure(queues);
        line(name + ".size", cost.bytes(), "bytes");
        quartiles(name, cost.write(), "ms");
        quartiles(name + ".replay", cost.read(), "ms");
        if (queues == 100) {
            line(name + ".limit", 1, "ms");
        }
    }

    private void quartiles(String name, Quartiles quartiles, String unit) {
        line(name, quartiles.median(), unit);
        line(name + ".q1", quartiles.first(), unit);
        line(name + ".q3", quartiles.third(), unit);
    }

    private void line(String name, double value, String unit) {
        out.printf(Locale.ROOT, "%s %.2f %s%n", name, value, unit);
    }

    private void skipped(String name, SkippedException why) {
        out.println("# " + name + ": skipped, " + why.getMessage());
    }
}
