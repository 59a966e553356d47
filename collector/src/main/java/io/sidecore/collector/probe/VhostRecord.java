package io.sidecore.collector.probe;

import static io.sidecore.collector.host.VirtqueueCounter.BACKEND_WAKEUPS;
import static io.sidecore.collector.host.VirtqueueCounter.BUSY_NANOS;
import static io.sidecore.collector.host.VirtqueueCounter.BUSY_POLL_NANOS;
import static io.sidecore.collector.host.VirtqueueCounter.KICKS;
import static io.sidecore.collector.host.VirtqueueCounter.LIMITED;
import static io.sidecore.collector.host.VirtqueueCounter.PACKETS;
import static io.sidecore.collector.host.VirtqueueCounter.RUNS;

import io.sidecore.collector.bpf.BpfMemory;
import io.sidecore.collector.host.VirtqueueTable;

/** Where one virtqueue is counted. */
final class VhostRecord {

    /** A record is written in some 50 ns; one that stays half-written belongs to a CPU that does not run. */
    private static final int READS = 1000;

    /** The mapped arrays. */
    record Memories(BpfMemory state, BpfMemory kicks, BpfMemory runs, BpfMemory delays) {}

    /** Where a record is copied to, to be looked at. */
    static final class Copy {
        private final long[] runs = new long[VhostLayout.CLOSED + 1];
        private final long[] slots = new long[VhostLayout.SLOTS];
    }

    final int number;
    final long generation;
    final VhostFinding found;
    private final Memories memory;
    private final VhostSignals signals;
    private VhostQueue queue;
    private boolean packetsKnown;
    private boolean busyKnown;
    private int head;
    private long runsThen;
    private int unseen;

    VhostRecord(Memories memory, int number, long generation, VhostFinding found, VhostSignals signals) {
        this.memory = memory;
        this.number = number;
        this.generation = generation;
        this.found = found;
        this.signals = signals;
        this.head = found.head();
        know(found.queue());
    }

    VhostQueue queue() {
        return queue;
    }

    private void know(VhostQueue known) {
        queue = known;
        packetsKnown = signals.runs() && known.countsPackets();
        busyKnown = signals.runs() && (signals.busyPoll() || !signals.polls() || known.busyPollMicros() == 0);
    }

    /** The same virtqueue, with another worker for instance. */
    void learn(VhostFinding now) {
        know(now.queue());
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

    /**
     * Reads what was counted into the row that was begun.
     *
     * @param copy scratch
     * @return false if there is nothing to be said: its device was closed, and another's counts may be here
     */
    boolean read(VirtqueueTable.Builder into, Copy copy) {
        long[] runs = copy.runs;
        readRuns(runs, copy.slots);
        if (runs[VhostLayout.CLOSED] != 0) {
            return false;
        }
        if (signals.kicks()) {
            into.set(KICKS, kicks(VhostLayout.GUEST));
        }
        if (signals.backendWakeups()) {
            into.set(BACKEND_WAKEUPS, kicks(VhostLayout.BACKEND));
        }
        if (packetsKnown) {
            into.set(PACKETS, runs[VhostLayout.HEADS]);
        }
        if (signals.runs()) {
            into.set(RUNS, runs[VhostLayout.RUNS]);
            into.set(LIMITED, runs[VhostLayout.LIMITED]);
        }
        if (busyKnown) {
            into.set(BUSY_NANOS, runs[VhostLayout.RUN_NS] - runs[VhostLayout.BUSY_POLL_NS]);
        }
        if (signals.runs() && signals.busyPoll()) {
            into.set(BUSY_POLL_NANOS, runs[VhostLayout.BUSY_POLL_NS]);
        }
        if (signals.delay()) {
            into.setDelay(copy.slots);
        }
        return true;
    }

    private long kicks(int side) {
        return memory.kicks.get(VhostLayout.kicks(number, VhostLayout.KICKS + side));
    }

    /**
     * Reads both arrays as they were at one time. If a CPU was stopped while it wrote, what it had written by then: each
     * number by itself is right, and together they differ by one run at most.
     */
    private void readRuns(long[] runs, long[] slots) {
        long at = VhostLayout.runs(number, VhostLayout.SEQ);
        for (int i = 0; i < READS; i++) {
            long seq = memory.runs.getAcquire(at);
            memory.runs.get(at, runs);
            if (signals.delay()) {
                memory.delays.get(VhostLayout.delays(number), slots);
            }
            if ((seq & 1) == 0 && memory.runs.getAcquire(at) == seq) {
                return;
            }
            Thread.onSpinWait();
        }
    }
}
