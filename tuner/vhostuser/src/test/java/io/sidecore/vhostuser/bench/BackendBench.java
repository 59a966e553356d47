package io.sidecore.vhostuser.bench;

import io.sidecore.vhostuser.rig.RawGuest;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The backend beside DPDK's net_vhost, and its disks beside those of QEMU's storage daemon: both in turn against the same
 * frontend, one core each. Prints lines {@code name value unit}; a ratio is ours to the peer's.
 *
 * <p>Arguments: the launcher of Sidecore, an empty directory, and the names of rows; no name means all.
 */
public final class BackendBench {

    /** Each side is measured so often, in turn. */
    private static final int PAIRS = 3;

    private static final int DISK_PAIRS = 5;

    private static final int IDLE_GUESTS = 100;
    private static final long IDLE_MILLIS = 10_000;
    private static final double TICKS_PER_SECOND = 100;

    private final Path launcher;
    private final Path directory;
    private final PrintStream out;
    private final Map<String, Runnable> rows = new LinkedHashMap<>();
    private int runs;

    private BackendBench(Path launcher, Path directory, PrintStream out) {
        this.launcher = launcher;
        this.directory = directory;
        this.out = out;
        rows.put("sink-64", () -> compare("sink-64", Side.Job.SINK, 64, 1, 0.95));
        rows.put("sink-1500", () -> compare("sink-1500", Side.Job.SINK, 1500, 1, 0.95));
        rows.put("echo-64", () -> compare("echo-64", Side.Job.ECHO, 64, 1, 1.2));
        rows.put("shared-2", () -> compare("shared-2", Side.Job.SINK, 64, 2, 0.95));
        rows.put("round-trip", this::roundTrips);
        rows.put("move", this::moves);
        rows.put("idle-100", this::idle);
        rows.put("disk-4k", () -> disks("disk-4k", false, 32));
        rows.put("disk-4k-1", () -> disks("disk-4k-1", false, 1));
        rows.put("disk-4k-direct", () -> disks("disk-4k-direct", true, 32));
        rows.put("disk-4k-direct-1", () -> disks("disk-4k-direct-1", true, 1));
    }

    /** See the type. */
    public static void main(String[] args) {
        BackendBench bench = new BackendBench(Path.of(args[0]), Path.of(args[1]), System.out);
        List<String> names = args.length > 2 ? List.of(args).subList(2, args.length) : List.copyOf(bench.rows.keySet());
        for (String name : names) {
            Runnable row = bench.rows.get(name);
            if (row == null) {
                System.out.println(
                        "# no such row: '" + name + "'; there are " + String.join(", ", bench.rows.keySet()));
                System.exit(2);
                return;
            }
            row.run();
        }
    }

    private void compare(String name, Side.Job job, int frameBytes, int frontends, double limit) {
        Results totals = new Results();
        List<Double> splits = new ArrayList<>();
        for (int pair = 0; pair < PAIRS; pair++) {
            for (Side side : Side.values()) {
                Path run = newRun();
                List<Double> rates =
                        beside(side, run, job, frontends, () -> Testpmd.run(run, job, frameBytes, frontends));
                totals.add(side, rates.stream().mapToDouble(Double::doubleValue).sum());
                if (side == Side.OURS && frontends == 2) {
                    splits.add(100 * Math.abs(rates.get(0) - rates.get(1)) / (rates.get(0) + rates.get(1)));
                }
            }
        }
        double ours = totals.median(Side.OURS);
        double peers = totals.median(Side.DPDK);
        line(name + ".ours", ours / 1e6, "Mpps");
        line(name + ".dpdk", peers / 1e6, "Mpps");
        line(name, ours / peers, "ratio");
        line(name + ".limit", limit, "ratio");
        if (!splits.isEmpty()) {
            line(name + ".split", median(splits), "%");
            line(name + ".split.limit", 5, "%");
        }
    }

    /** Measures while a backend runs. */
    private <T> T beside(Side side, Path run, Side.Job job, int ports, Supplier<T> measurement) {
        try (Program backend = Program.start(run.resolve("backend"), side.command(launcher, run, job, ports))) {
            backend.await(() -> Files.exists(run.resolve("p" + (ports - 1))));
            Program.sleep(1000);
            return measurement.get();
        }
    }

    private void roundTrips() {
        Results medians = new Results();
        for (int pair = 0; pair < PAIRS; pair++) {
            for (Side side : Side.values()) {
                Path run = newRun();
                long[] nanos = beside(side, run, Side.Job.ECHO, 1, () -> RoundTrips.measure(run.resolve("p0")));
                medians.add(side, (double) nanos[nanos.length / 2]);
            }
        }
        double ours = medians.median(Side.OURS);
        double peers = medians.median(Side.DPDK);
        line("round-trip.ours", ours, "ns");
        line("round-trip.dpdk", peers, "ns");
        line("round-trip", peers / ours, "ratio");
        line("round-trip.limit", 1.0, "ratio");
    }

    private void moves() {
        Moves.Result result = new Moves().measure(newRun());
        line("move.median", result.millis(0.5), "ms");
        line("move.median.limit", 0.3, "ms");
        line("move.p99", result.millis(0.99), "ms");
        line("move.p99.limit", 3, "ms");
        line("move.frames", (double) result.frames(), "frames");
        line("move.lost", (double) result.lost(), "frames");
        line("move.repeated-or-reordered", (double) result.repeatedOrReordered(), "frames");
    }

    private void idle() {
        Path run = newRun();
        List<String> command = new ArrayList<>(List.of(
                launcher.toString(),
                "backend",
                "--control",
                run.resolve("control").toString()));
        for (int i = 0; i < IDLE_GUESTS; i++) {
            command.addAll(List.of("--port", run.resolve("p" + i).toString()));
        }
        List<RawGuest> guests = new ArrayList<>();
        try (Program backend = Program.start(run.resolve("backend"), command)) {
            backend.await(() -> backend.said().contains("ready"));
            for (int i = 0; i < IDLE_GUESTS; i++) {
                RawGuest guest = new RawGuest(run.resolve("p" + i));
                guests.add(guest);
                guest.connect(RawGuest.FEATURES);
            }
            Program.sleep(3000); // a JVM has things to do after its start
            long before = cpuTicks(backend.pid());
            Program.sleep(IDLE_MILLIS);
            double seconds = (cpuTicks(backend.pid()) - before) / TICKS_PER_SECOND;
            line("idle-100", 100 * seconds / (IDLE_MILLIS / 1000.0), "%");
            line("idle-100.limit", 0.2, "%");
        } finally {
            guests.forEach(RawGuest::close);
        }
    }

    /** Each pair is compared by itself, since what lies behind a disk may be slower for minutes. */
    private void disks(String name, boolean direct, int inFlight) {
        Path file = directory.resolve(name + ".img");
        DiskReads.fill(file);
        List<Double> ours = new ArrayList<>();
        List<Double> peers = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int pair = 0; pair < DISK_PAIRS; pair++) {
            ours.add(reads(DiskSide.OURS, file, direct, inFlight));
            peers.add(reads(DiskSide.QSD, file, direct, inFlight));
            ratios.add(ours.get(pair) / peers.get(pair));
        }
        line(name + ".ours", median(ours) / 1e3, "kIOPS");
        line(name + ".qsd", median(peers) / 1e3, "kIOPS");
        line(name, median(ratios), "ratio");
        line(name + ".limit", 1.0, "ratio");
        delete(file);
    }

    private double reads(DiskSide side, Path file, boolean direct, int inFlight) {
        Path run = newRun();
        Path socket = run.resolve("p0");
        try (Program backend = Program.start(run.resolve("backend"), side.command(launcher, file, socket, direct))) {
            backend.await(() -> Files.exists(socket));
            Program.sleep(1000);
            return DiskReads.perSecond(socket, inFlight);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** User and system time of a process; proc(5). */
    private static long cpuTicks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path newRun() {
        try {
            return Files.createDirectory(directory.resolve("run" + runs++));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was measured of each side. */
    private static final class Results {

        private final Map<Side, List<Double>> all = new EnumMap<>(Side.class);

        private List<Double> of(Side side) {
            return all.computeIfAbsent(side, any -> new ArrayList<>());
        }

        void add(Side side, double value) {
            of(side).add(value);
        }

        double median(Side side) {
            return BackendBench.median(of(side));
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private void line(String name, double value, String unit) {
        out.printf(Locale.ROOT, "%s %.3f %s%n", name, value, unit);
    }
}
