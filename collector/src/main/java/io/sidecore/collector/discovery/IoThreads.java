package io.sidecore.collector.discovery;

import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.proc.ThreadStat;
import io.sidecore.collector.qmp.QmpAnswer.IoThread;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Adds QEMU's IOThreads to a draft. */
final class IoThreads {

    private IoThreads() {}

    static void add(List<FoundGuest> guests, ThreadFiles threads, Draft draft) {
        for (FoundGuest guest : guests) {
            for (IoThread thread : guest.ioThreads()) {
                guest.threads().stream()
                        .filter(stat -> stat.tid() == thread.tid())
                        .findFirst()
                        .ifPresent(stat -> add(guest, thread, stat, threads, draft));
            }
        }
    }

    private static void add(FoundGuest guest, IoThread thread, ThreadStat stat, ThreadFiles threads, Draft draft) {
        threads.cpus(stat.tid())
                .ifPresent(cpus -> draft.add(new HostWorker(
                        draft.takeWorkerName(guest.name() + "/" + id(thread)),
                        HostWorker.Kind.IOTHREAD,
                        stat.tid(),
                        guest.process().pid(),
                        stat.startedTicks(),
                        Optional.of(guest.name()),
                        cpus,
                        threads.cgroup(stat.tid()),
                        mode(thread.pollMaxNanos()))));
    }

    private static String id(IoThread thread) {
        String id = GuestNames.harmless(thread.id());
        return id.isEmpty() ? "iothread" : id;
    }

    private static Optional<PollMode> mode(OptionalLong pollMaxNanos) {
        if (pollMaxNanos.isEmpty()) {
            return Optional.empty();
        }
        long nanos = Math.min(pollMaxNanos.getAsLong(), PollMode.MAX_SPIN.toNanos());
        long micros = (nanos + 999) / 1000; // modes are written in microseconds, and must read back the same
        return Optional.of(micros == 0 ? PollMode.SLEEP : PollMode.spin(Duration.of(micros, ChronoUnit.MICROS)));
    }
}
