package io.sidecore.collector.discovery;

import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.proc.ProcessPath;
import io.sidecore.collector.proc.ThreadStat;
import io.sidecore.collector.qmp.QmpAnswer;
import io.sidecore.collector.qmp.QmpClient;
import io.sidecore.collector.qmp.QmpException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Asks QEMUs for their threads over QMP: seldom, because while we ask, nobody else can, and never for long, because one
 * that does not answer must not keep the others waiting.
 */
final class QemuMonitors {

    private static final Duration LIMIT = Duration.ofMillis(200);

    /** How long one scan asks at most, all guests together. */
    private static final Duration LIMIT_OF_SCAN = Duration.ofMillis(600);

    /** After which an answer is out of date. */
    private static final Duration AGE = Duration.ofSeconds(60);

    /** After which one that did not answer is asked again: it may just have been starting. */
    private static final Duration AGE_OF_NONE = Duration.ofSeconds(15);

    private record Asked(long atNanos, int vcpus, Optional<QmpAnswer> answer, String whyNot) {}

    private final HostFiles files;
    private final LongSupplier clock;
    private final Map<HostProcess.Id, Asked> asked = new HashMap<>();
    private long spentNanos;

    QemuMonitors(HostFiles files, LongSupplier clock) {
        this.files = files;
        this.clock = clock;
    }

    void beginScan(Set<HostProcess.Id> present) {
        asked.keySet().retainAll(present);
        spentNanos = 0;
    }

    /** What a QEMU says of its threads; absent if it does not, and {@link #whyNot} tells why. */
    Optional<GuestThreads> ask(HostProcess process, List<String> sockets, List<ThreadStat> tasks) {
        Set<Integer> tids = tasks.stream().map(ThreadStat::tid).collect(Collectors.toSet());
        Asked last = asked.get(process.id());
        if (last == null || isOutOfDate(last, process, tids)) {
            asked.remove(process.id());
            if (spentNanos > LIMIT_OF_SCAN.toNanos()) {
                return Optional.empty();
            }
            last = askNow(process, sockets, tids);
            asked.put(process.id(), last);
        }
        return last.answer.map(it -> new GuestThreads(it.vcpus(), it.ioThreads()));
    }

    /** Why a QEMU did not answer; absent if it did, or need not have been asked. */
    Optional<String> whyNot(HostProcess.Id process) {
        Asked last = asked.get(process);
        if (last == null) {
            return spentNanos > LIMIT_OF_SCAN.toNanos()
                    ? Optional.of("other guests' QMP sockets took too long; the next scan asks it")
                    : Optional.empty();
        }
        return last.answer.isPresent() ? Optional.empty() : Optional.of(last.whyNot);
    }

    private boolean isOutOfDate(Asked last, HostProcess process, Set<Integer> tids) {
        Duration age = last.answer.isPresent() ? AGE : AGE_OF_NONE;
        return clock.getAsLong() - last.atNanos > age.toNanos()
                || last.vcpus != process.devices().vcpus()
                || last.answer
                        .map(it -> it.tids().anyMatch(tid -> !tids.contains(tid)))
                        .orElse(false);
    }

    private Asked askNow(HostProcess process, List<String> sockets, Set<Integer> tids) {
        long start = clock.getAsLong();
        String why = "it has no QMP socket, and its threads have no names: start QEMU with -name NAME,debug-threads=on";
        Optional<QmpAnswer> answer = Optional.empty();
        for (String socket : sockets) {
            try {
                answer = Optional.of(
                                new QmpClient(LIMIT, clock).ask(ProcessPath.ofSocket(files, process.pid(), socket)))
                        .filter(it -> it.tids().allMatch(tids::contains));
                why =
                        "its QMP socket names threads that it does not have: it is in another PID namespace, or another's";
            } catch (QmpException e) {
                why = e.why();
            }
            if (answer.isPresent()) {
                break;
            }
        }
        long now = clock.getAsLong();
        spentNanos += now - start;
        return new Asked(now, process.devices().vcpus(), answer, why);
    }
}
