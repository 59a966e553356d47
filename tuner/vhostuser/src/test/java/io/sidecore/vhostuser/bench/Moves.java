package io.sidecore.vhostuser.bench;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.rig.Guest;
import io.sidecore.vhostuser.rig.RawGuest;
import io.sidecore.vhostuser.rig.TestBackend;
import io.sidecore.vhostuser.sys.Threads;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** Moves of queues between two workers, while numbered frames go from one guest to another. */
final class Moves {

    static final int COUNT = 10_000;

    private static final int WINDOW = 200;

    /** More than a hundred frames between two moves all the same; without it, three busy threads on two CPUs measure the scheduler. */
    private static final long PAUSE_NANOS = 10_000;

    /** Frames that come through between two moves, so that each happens under load. */
    private static final int FRAMES_BETWEEN = 20;

    private static final WorkerId[] WORKERS = {new WorkerId("w0"), new WorkerId("w1")};
    private static final List<QueueId> QUEUES =
            List.of(QueueId.parse("a/tx0"), QueueId.parse("b/rx0"), QueueId.parse("a/rx0"), QueueId.parse("b/tx0"));

    private final SplittableRandom random = new SplittableRandom(1);
    private long sent;

    /** By the thread that pumps; awaited by the one that moves. */
    private volatile long received;

    private long repeatedOrReordered;
    private long lost;

    /** What was found: how long each move took, in ascending order, in nanoseconds, and what went wrong. */
    record Result(List<Long> nanos, long frames, long lost, long repeatedOrReordered) {

        /** A quantile of the times. */
        double millis(double quantile) {
            return nanos.get((int) (quantile * nanos.size())) / 1e6;
        }
    }

    Result measure(Path directory) {
        Threads.pin(
                Threads.currentTid(),
                CpuSet.parse(Side.BACKEND_CPU + "," + Side.FRONTEND_CPU)); // and the one that moves
        try (TestBackend backend = new TestBackend(directory, 2, PollMode.SLEEP, "a", "b");
                Guest sender = new Guest(backend.socket("a"), 1, RawGuest.FEATURES);
                Guest receiver = new Guest(backend.socket("b"), 2, RawGuest.FEATURES)) {
            backend.crew().pin(WORKERS[0], CpuSet.parse(Side.BACKEND_CPU));
            backend.crew().pin(WORKERS[1], CpuSet.parse(Side.FRONTEND_CPU));
            CompletableFuture<long[]> moving = CompletableFuture.supplyAsync(() -> moveAll(backend));
            while (!moving.isDone()) {
                pump(sender, receiver, true);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            long end = System.nanoTime() + 2_000_000_000L;
            while (received + lost < sent && System.nanoTime() < end) {
                pump(sender, receiver, false);
            }
            return new Result(
                    Arrays.stream(moving.join()).boxed().toList(),
                    received,
                    lost + sent - received - lost,
                    repeatedOrReordered);
        }
    }

    private void pump(Guest sender, Guest receiver, boolean sends) {
        while (sends && sent - received < WINDOW && sender.send(Guest.mac(2), sent, 60)) {
            sent++;
        }
        receiver.receive((source, sequence, bytes, intact) -> {
            if (sequence == received) {
                received = sequence + 1;
            } else if (sequence > received) {
                lost += sequence - received;
                received = sequence + 1;
            } else {
                repeatedOrReordered++;
            }
        });
    }

    private long[] moveAll(TestBackend backend) {
        long[] nanos = new long[COUNT];
        for (int i = 0; i < COUNT; i++) {
            QueueId queue = QUEUES.get(random.nextInt(QUEUES.size()));
            WorkerId from = backend.crew().queues().get(queue);
            WorkerId to = WORKERS[0].equals(from) ? WORKERS[1] : WORKERS[0];
            long start = System.nanoTime();
            backend.crew().attach(queue, to);
            nanos[i] = System.nanoTime() - start;
            for (long until = received + FRAMES_BETWEEN; received < until; ) {
                LockSupport.parkNanos(1_000);
            }
        }
        Arrays.sort(nanos);
        return nanos;
    }
}
