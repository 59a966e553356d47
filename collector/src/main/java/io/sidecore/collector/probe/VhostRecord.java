package io.sidecore.collector.probe;

import static io.sidecore.collector.host.VirtqueueCounter.BACKEND_WAKEUPS;
import static io.sidecore.collector.host.VirtqueueCounter.BUSY_NANOS;
import static io.sidecore.collector.host.VirtqueueCounter.BUSY_POLL_NANOS;
import static io.sidecore.collector.host.VirtqueueCounter.KICKS;
import static io.sidecore.collector.host.VirtqueueCounter.LIMITED;
import static io.sidecore.collector.host.VirtqueueCounter.PACKETS;
import static io.sidecore.collector.host.VirtqueueCounter.RUNS;

import io.sidecore.collector.bpf.BpfMemory;
import io.sidecore.collector.host.VirtqueueCounter;
import io.sidecore.collector.host.VirtqueueCounters;
import io.sidecore.collector.sample.Histogram;
import java.util.Arrays;
import java.util.Optional;

/** Where one virtqueue is counted, and what was read there last. */
final class VhostRecord {

    /** A record is written in some 50 ns; one that stays half-written belongs to a CPU that does not run. */
    private static final int READS = 1000;

    /** The mapped arrays. */
    record Memories(BpfMemory state, BpfMemory kicks, BpfMemory runs, BpfMemory delays) {}

    /** Where a record is copied to, to be looked at. */
    static final class Copy {
        final long[] runs = new long[VhostLayout.CLOSED + 1];
        final long[] slots = new long[VhostLayout.SLOTS];
        final long[] counters = new long[VirtqueueCounters.COUNT];

        Copy() {
            Arrays.fill(counters, VirtqueueCounters.ABSENT);
        }

        void put(VirtqueueCounter counter, boolean known, long value) {
            counters[counter.ordinal()] = known ? value : VirtqueueCounters.ABSENT;
        }
    }

    final int number;
    final long generation;
    final VhostFinding found;
    private final Memories memory;
    private final VhostSignals signals;
    private VhostQueue queue;
    private Optional<VhostCounts> last = Optional.empty();
    private int head;
    private long runsThen;
    private int unseen;
    private boolean closed;
    private long lastSeq = -1;
    private long lastGuestKicks;
    private long lastBackendKicks;

    VhostRecord(Memories memory, int number, long generation, VhostFinding found, VhostSignals signals) {
        this.memory = memory;
        this.number = number;
        this.generation = generation;
        this.found = found;
        this.queue = found.queue();
        this.signals = signals;
        this.head = found.head();
    }

    VhostQueue queue() {
        return queue;
    }

    /** The same virtqueue, with another worker for instance. */
    void learn(VhostFinding now) {
        if (!now.queue().equals(queue)) {
            queue = now.queue();
            lastSeq = -1;
        }
        long runs = memory.runs.get(VhostLayout.runs(number, VhostLayout.RUNS));
        boolean running = memory.runs.get(VhostLayout.runs(number, VhostLayout.RUNNING_SINCE)) != 0;
        unseen = now.head() != head && runs == runsThen && !running ? unseen + 1 : 0;
        head = now.head();
        runsThen = runs;
    }

    /**
     * Whether the virtqueue was served between the last three times that it was found, and none of its runs was counted. Once
     * is no evidence: the run may have ended after the kernel told how far it is, and before its end was looked for.
     */
    boolean isServedUnseen() {
        return signals.runs() && unseen >= 2;
    }

    /** Zeroes what was counted there for another one. */
    void clear() {
        memory.kicks.clear(VhostLayout.kicks(number, 0), 8L * VhostLayout.KICKS_WORDS);
        memory.runs.clear(VhostLayout.runs(number, 0), 8L * VhostLayout.RUNS_WORDS);
        memory.delays.clear(VhostLayout.delays(number), 8L * VhostLayout.SLOTS);
        memory.runs.putRelease(VhostLayout.runs(number, VhostLayout.VQ), found.vq());
    }

    /** Whether its device was closed, so that what is counted here since may be another's. */
    boolean isClosed() {
        return memory.runs.get(VhostLayout.runs(number, VhostLayout.CLOSED)) != 0;
    }

    /** The same, as of when it was read last. */
    boolean wasClosed() {
        return closed;
    }

    /**
     * What was counted; the same object as the last time if that is nothing new.
     *
     * @param seq {@code vhost_runs.seq}, and
     * @param guestKicks the two of {@code vhost_kicks.count}, as just read
     * @param copy scratch
     */
    VhostCounts read(long seq, long guestKicks, long backendKicks, Copy copy) {
        if (last.isPresent() && seq == lastSeq && guestKicks == lastGuestKicks && backendKicks == lastBackendKicks) {
            return last.get();
        }
        if (!readAnew(copy.runs, copy.slots) && last.isPresent()) {
            return last.get(); // the worker was stopped while it wrote: what it had counted before will do
        }
        closed = copy.runs[VhostLayout.CLOSED] != 0;
        VhostCounts counts = counts(guestKicks, backendKicks, copy);
        last = Optional.of(counts);
        lastGuestKicks = guestKicks;
        lastBackendKicks = backendKicks;
        return counts;
    }

    /** Reads both arrays as they were at one time; false if that did not succeed. */
    private boolean readAnew(long[] runs, long[] slots) {
        long at = VhostLayout.runs(number, VhostLayout.SEQ);
        lastSeq = -1;
        for (int i = 0; i < READS; i++) {
            long seq = memory.runs.getAcquire(at);
            memory.runs.get(at, runs);
            if (signals.delay()) {
                memory.delays.get(VhostLayout.delays(number), slots);
            }
            if ((seq & 1) == 0 && memory.runs.getAcquire(at) == seq) {
                lastSeq = seq;
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private VhostCounts counts(long guestKicks, long backendKicks, Copy copy) {
        long[] runs = copy.runs;
        boolean busyKnown = signals.runs() && (signals.busyPoll() || !signals.polls() || queue.busyPollMicros() == 0);
        copy.put(KICKS, signals.kicks(), guestKicks);
        copy.put(BACKEND_WAKEUPS, signals.backendWakeups(), backendKicks);
        copy.put(PACKETS, signals.runs(), runs[VhostLayout.HEADS]);
        copy.put(RUNS, signals.runs(), runs[VhostLayout.RUNS]);
        copy.put(LIMITED, signals.runs(), runs[VhostLayout.LIMITED]);
        copy.put(BUSY_NANOS, busyKnown, runs[VhostLayout.RUN_NS] - runs[VhostLayout.BUSY_POLL_NS]);
        copy.put(BUSY_POLL_NANOS, signals.runs() && signals.busyPoll(), runs[VhostLayout.BUSY_POLL_NS]);
        return new VhostCounts(
                queue,
                generation,
                VirtqueueCounters.of(copy.counters),
                signals.delay() ? Optional.of(Histogram.of(copy.slots)) : Optional.empty());
    }
}
