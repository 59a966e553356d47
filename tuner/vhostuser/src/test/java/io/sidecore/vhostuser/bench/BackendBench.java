package io.sidecore.vhostuser.bench;

import io.sidecore.vhostuser.rig.RawGuest;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The backend beside DPDK's net_vhost, and its disks beside those of QEMU's storage daemon: both in turn against the same
 * frontend, one core each. Prints lines {@code name value unit}; a ratio is ours to the
 * peer's, of the best slices of each: see {@link InTurn}.
 *
 * <p>Arguments: the launcher of Sidecore, an empty directory, and the names of rows; no name means all.
 */
public final class BackendBench {

    private static final int IDLE_GUESTS = 100;
    private static final long IDLE_MILLIS = 20_000;

    private final Path launcher;
    private final Path directory;
    private final PrintStream out;
    private final Map<String, Runnable> rows = new LinkedHashMap<>();
    private int runs;

    private BackendBench(Path launcher, Path directory, PrintStream out) {
        this.launcher = launcher;
        this.directory = directory;
        this.out = out;
        rows.put("sink-64", () -> compare("sink-64", Traffic.of(Side.Job.SINK, 64), 0.95));
        rows.put("sink-1500", () -> compare("sink-1500", Traffic.of(Side.Job.SINK, 1500), 0.95));
        rows.put("echo-64", () -> compare("echo-64", Traffic.of(Side.Job.ECHO, 64), 1.2));
        rows.put(
                "shared-2",
                () -> compare("shared-2", Traffic.of(Side.Job.SINK, 64).from(2), 0.95));
        rows.put(
                "sink-64-packed",
                () -> compare("sink-64-packed", Traffic.of(Side.Job.SINK, 64).onPackedRings(), 0.95));
        rows.put(
                "echo-64-packed",
                () -> compare("echo-64-packed", Traffic.of(Side.Job.ECHO, 64).onPackedRings(), 1.0));
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
            try {
                row.run();
            } finally {
                Program.endAll();
            }
        }
    }

    private void compare(String name, Traffic traffic, double limit) {
        List<Double> splits = new ArrayList<>();
        InTurn result = InTurn.measure(
                () -> throughput(Side.OURS, traffic, splits),
                () -> throughput(Side.DPDK, traffic, new ArrayList<>()),
                Comparator.reverseOrder());
        rates(name, "dpdk", result, 1e6, "Mpps", limit);
        if (traffic.frontends() == 2) {
            splits.sort(Comparator.naturalOrder());
            line(name + ".split", splits.get(splits.size() / 2), "%");
            line(name + ".split.limit", 5, "%");
        }
    }

    private void rates(String name, String peer, InTurn result, double unit, String unitName, double limit) {
        line(name + ".ours", result.first().best() / unit, unitName);
        line(name + "." + peer, result.second().best() / unit, unitName);
        line(name + ".ours.median", result.first().median() / unit, unitName);
        line(name + "." + peer + ".median", result.second().median() / unit, unitName);
        line(name, result.first().best() / result.second().best(), "ratio");
        line(name + ".limit", limit, "ratio");
    }

    private Throughput throughput(Side side, Traffic traffic, List<Double> splits) {
        Path run = newRun();
        return Throughput.start(backend(side, run, traffic.job(), traffic.frontends()), run, traffic, splits);
    }

    private Program backend(Side side, Path run, Side.Job job, int ports) {
        return serving(run, side.command(launcher, run, job, ports), run.resolve("p" + (ports - 1)));
    }

    /** Starts a backend, and waits until it has a socket. */
    private static Program serving(Path run, List<String> command, Path socket) {
        Program backend = Program.start(run.resolve("backend"), command);
        backend.await(() -> Files.exists(socket));
        Program.sleep(1000);
        return backend;
    }

    private void roundTrips() {
        InTurn result =
                InTurn.measure(() -> roundTrips(Side.OURS), () -> roundTrips(Side.DPDK), Comparator.naturalOrder());
        line("round-trip.ours", result.first().best(), "ns");
        line("round-trip.dpdk", result.second().best(), "ns");
        line("round-trip.ours.median", result.first().median(), "ns");
        line("round-trip.dpdk.median", result.second().median(), "ns");
        line("round-trip", result.second().best() / result.first().best(), "ratio");
        line("round-trip.limit", 1.0, "ratio");
    }

    private RoundTrips roundTrips(Side side) {
        Path run = newRun();
        return RoundTrips.start(backend(side, run, Side.Job.ECHO, 1), run.resolve("p0"));
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
            Program.sleep(10_000); // a JVM has things to do after its start
            long before = cpuNanos(backend.pid());
            Program.sleep(IDLE_MILLIS);
            double millis = (cpuNanos(backend.pid()) - before) / 1e6;
            line("idle-100", 100 * millis / IDLE_MILLIS, "%");
            line("idle-100.limit", 0.2, "%");
        } finally {
            guests.forEach(RawGuest::close);
        }
    }

    private void disks(String name, boolean direct, int inFlight) {
        Path file = directory.resolve(name + ".img");
        DiskReads.fill(file);
        InTurn result = InTurn.measure(
                () -> reads(DiskSide.OURS, file, direct, inFlight),
                () -> reads(DiskSide.QSD, file, direct, inFlight),
                Comparator.reverseOrder());
        rates(name, "qsd", result, 1e3, "kIOPS", 1.0);
        delete(file);
    }

    private DiskReads reads(DiskSide side, Path file, boolean direct, int inFlight) {
        Path run = newRun();
        Path socket = run.resolve("p0");
        return DiskReads.start(serving(run, side.command(launcher, file, socket, direct), socket), socket, inFlight);
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The time that the threads of a process had a CPU, by the scheduler's own account: ticks say nothing of what runs for
     * much less than one.
     */
    private static long cpuNanos(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.mapToLong(thread -> runNanos(thread.resolve("schedstat")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long runNanos(Path schedstat) {
        try {
            String words = Files.readString(schedstat);
            return Long.parseLong(words.substring(0, words.indexOf(' ')));
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

    private void line(String name, double value, String unit) {
        out.printf(Locale.ROOT, "%s %.3f %s%n", name, value, unit);
    }
}
