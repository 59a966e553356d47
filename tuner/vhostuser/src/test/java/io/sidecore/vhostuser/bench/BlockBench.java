package io.sidecore.vhostuser.bench;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.vhostuser.block.BlockLayout;
import io.sidecore.vhostuser.rig.BlockGuest;
import io.sidecore.vhostuser.sys.SystemCallException;
import io.sidecore.vhostuser.sys.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Random reads of 4 KiB with 32 in flight, from our backend and from qemu-storage-daemon in turn: the same file, the same
 * client, one CPU for the client and the others for the backend. Arguments: how Sidecore is started, and a directory.
 *
 * <p>In memory ({@code cached}) the file is in the page cache, so what counts is the backend's own work; {@code direct}
 * goes past it, to the disk.
 */
public final class BlockBench {

    private static final int DEPTH = 32;
    private static final int READ_BYTES = 4096;
    private static final long FILE_BYTES = 256L << 20;
    private static final int ROUNDS = 5;
    private static final long WARM_UP_NANOS = 3_000_000_000L;
    private static final long MEASURED_NANOS = 3_000_000_000L;
    private static final long START_NANOS = 60_000_000_000L;

    /** How a peer is started on a file, with its socket at a path. */
    private interface Peer {
        List<String> command(Path file, Path socket);
    }

    private final Path directory;
    private final Path file;

    private BlockBench(Path directory) throws IOException {
        this.directory = directory;
        this.file = directory.resolve("bench.img");
        fill();
    }

    /** Measures, and prints lines of name, value and unit. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String launcher = arguments[0];
        BlockBench bench = new BlockBench(Path.of(arguments[1]));
        pinClient();
        bench.compare("cached", sidecore(launcher, "off"), daemon("cache.direct=off,aio=threads"));
        bench.compare("cached-uring", sidecore(launcher, "off"), daemon("cache.direct=off,aio=io_uring"));
        bench.compare("direct", sidecore(launcher, "on"), daemon("cache.direct=on,aio=io_uring"));
        Files.delete(bench.file);
    }

    private static CpuSet all() {
        return Threads.allowed(Threads.currentTid());
    }

    private static int lastCpu() {
        return 63 - Long.numberOfLeadingZeros(all().mask()[0]);
    }

    private static String otherCpus = "0";

    private static void pinClient() {
        int last = lastCpu();
        otherCpus = last == 0 ? "0" : "0-" + (last - 1);
        Threads.pin(Threads.currentTid(), CpuSet.parse(String.valueOf(last)));
    }

    private static Peer sidecore(String launcher, String direct) {
        return (file, socket) -> List.of(
                launcher,
                "backend",
                "--port",
                socket + ",type=blk,queues=1,file=" + file + ",direct=" + direct,
                "--mode",
                "spin=50us",
                "--control",
                socket + ".control");
    }

    private static Peer daemon(String options) {
        return (file, socket) -> List.of(
                "qemu-storage-daemon",
                "--object",
                "iothread,id=t0",
                "--blockdev",
                "driver=file,node-name=f0,filename=" + file + "," + options,
                "--export",
                "type=vhost-user-blk,id=e0,node-name=f0,iothread=t0,addr.type=unix,addr.path=" + socket
                        + ",writable=on,num-queues=1");
    }

    /** In turn, so that what else the machine does falls on both. */
    private void compare(String name, Peer ours, Peer theirs) throws IOException, InterruptedException {
        double[] our = new double[ROUNDS];
        double[] their = new double[ROUNDS];
        double[] ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            our[round] = measure(ours, name + "-ours-" + round);
            their[round] = measure(theirs, name + "-theirs-" + round);
            ratios[round] = our[round] / their[round];
        }
        print("blk-" + name + "-sidecore", median(our), "reads/s");
        print("blk-" + name + "-qemu-storage-daemon", median(their), "reads/s");
        print("blk-" + name + "-ratio", median(ratios), "times");
    }

    private static void print(String name, double value, String unit) {
        System.out.printf(Locale.ROOT, value < 100 ? "%s %.2f %s%n" : "%s %.0f %s%n", name, value, unit);
        System.out.flush();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private double measure(Peer peer, String name) throws IOException, InterruptedException {
        Path socket = directory.resolve(name + ".sock");
        List<String> command = new ArrayList<>(List.of("taskset", "-c", otherCpus));
        command.addAll(peer.command(file, socket));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile())
                .start();
        try (BlockGuest guest = connect(socket, process)) {
            guest.start();
            guest.wantCall(false);
            SplittableRandom random = new SplittableRandom(1);
            fillQueue(guest, random);
            drive(guest, random, WARM_UP_NANOS);
            double perSecond = drive(guest, random, MEASURED_NANOS);
            guest.stop();
            return perSecond;
        } finally {
            process.destroy();
            process.waitFor(10, TimeUnit.SECONDS);
            process.destroyForcibly();
            Files.deleteIfExists(socket);
        }
    }

    private static BlockGuest connect(Path socket, Process process) {
        long start = System.nanoTime();
        while (true) {
            try {
                return new BlockGuest(socket);
            } catch (SystemCallException e) { // not yet there
                if (!process.isAlive() || System.nanoTime() - start > START_NANOS) {
                    throw e;
                }
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    private static void fillQueue(BlockGuest guest, SplittableRandom random) {
        for (int slot = 0; slot < DEPTH; slot++) {
            submit(guest, slot, random);
        }
        guest.kick();
    }

    private static void submit(BlockGuest guest, int slot, SplittableRandom random) {
        long block = random.nextLong(FILE_BYTES / READ_BYTES);
        guest.submit(slot, BlockLayout.IN, block * (READ_BYTES / 512), READ_BYTES);
    }

    /** Keeps the queue full; returns reads per second. */
    private static double drive(BlockGuest guest, SplittableRandom random, long nanos) {
        long start = System.nanoTime();
        long now = start;
        long reads = 0;
        while (now - start < nanos) {
            int burst = 0;
            while (guest.hasAnswer()) {
                int slot = guest.take();
                if (guest.status(slot) != BlockLayout.OK) {
                    throw new IllegalStateException("a read failed with status " + guest.status(slot));
                }
                submit(guest, slot, random);
                burst++;
            }
            if (burst > 0) {
                reads += burst;
                guest.kick();
            } else {
                Thread.onSpinWait();
            }
            now = System.nanoTime();
        }
        return reads * 1e9 / (now - start);
    }

    private void fill() throws IOException {
        Files.createDirectories(directory);
        byte[] chunk = new byte[1 << 20];
        SplittableRandom random = new SplittableRandom(2);
        try (var out = Files.newOutputStream(file)) {
            for (long at = 0; at < FILE_BYTES; at += chunk.length) {
                random.nextBytes(chunk);
                out.write(chunk);
            }
        }
    }
}
