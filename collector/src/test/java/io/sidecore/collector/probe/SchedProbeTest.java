package io.sidecore.collector.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.sidecore.collector.bpf.BpfException;
import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.host.Interferer;
import io.sidecore.collector.host.ThreadSample;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.proc.SchedstatThreads;
import io.sidecore.collector.sample.ThreadTimes;
import io.sidecore.probes.ProbeCatalog;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sched probe in this kernel, against what threads really did. */
final class SchedProbeTest {

    private static final int ATTEMPTS = 20;

    private final List<TestThread> started = new ArrayList<>();
    private BpfLibrary library;
    private SchedThreads threads;

    @BeforeEach
    void load() {
        try {
            library = BpfLibrary.load();
        } catch (BpfException e) {
            Assumptions.abort("no libbpf here: " + e.why());
        }
        ProbeAttempt attempt = new ProbeLoader(library).load(ProbeCatalog.SCHED);
        Assumptions.assumeTrue(
                attempt.object().isPresent(),
                () -> "BPF is refused here: " + attempt.whyNot().orElse(""));
        threads = new SchedThreads(attempt.object().orElseThrow(), System::nanoTime);
    }

    @AfterEach
    void close() {
        started.forEach(TestThread::end);
        if (threads != null) {
            threads.close();
        }
    }

    private TestThread thread() {
        TestThread thread = new TestThread(library);
        started.add(thread);
        return thread;
    }

    @Test
    void itCounts() {
        assertEquals(Optional.empty(), SelfCheck.failure(threads, library, System::nanoTime));
    }

    /**
     * Both ends are taken while the thread sleeps, so that the scheduler's own sums are complete as well. Switches must
     * agree exactly. Times may differ, because the scheduler's clock leaves out interrupts and what a hypervisor took,
     * and is read a little earlier in a switch: 5 % and 2 us for each slice.
     */
    @Test
    void itAgreesWithTheScheduler() {
        for (int attempt = 1; !agreesInTime(attempt == ATTEMPTS); attempt++) {
            threads.watch(Set.of());
        }
    }

    /** Whether the times agree; all else must. What a hypervisor takes can be any part of a run, hence the attempts. */
    private boolean agreesInTime(boolean last) {
        TestThread thread = thread();
        thread.awaitSleep();
        try (SchedstatThreads kernel = new SchedstatThreads(HostFiles.ofThisHost())) {
            kernel.watch(Set.of(thread.tid()));
            threads.watch(Set.of(thread.tid()));
            ThreadTimes before = kernel.read(thread.tid(), 0).orElseThrow();
            for (int i = 0; i < 23; i++) {
                thread.spin(2_000_000);
                thread.awaitSleep();
            }
            ThreadTimes after = kernel.read(thread.tid(), 0).orElseThrow();
            ThreadTimes counted = threads.read(thread.tid(), System.nanoTime()).orElseThrow();

            long run = after.runNanos() - before.runNanos();
            assertTrue(run > 23 * 100_000, "it spun 23 times for 2 ms, even if others ran meanwhile: " + run);
            assertEquals(after.slices() - before.slices(), counted.slices());
            long missed = threads.missedSlices(thread.tid());
            assertEquals(counted.slices(), counted.runDelay().orElseThrow().count() + missed);
            assertEquals(
                    counted.slices(),
                    counted.voluntarySwitches().orElseThrow()
                            + counted.involuntarySwitches().orElseThrow());
            double allowed = run * 0.05 + 2_000.0 * counted.slices();
            boolean agrees = missed > 0 // else a wait is in the time, see missedSlices
                    || Math.abs(run - counted.runNanos()) <= allowed;
            if (last && !agrees) {
                assertEquals((double) run, (double) counted.runNanos(), allowed);
            }
            return agrees;
        }
    }

    /**
     * Nothing happens to a thread that polls on a CPU of its own; it must look busy nevertheless, to the nanosecond. Other
     * processes may well use that CPU too, hence the attempts.
     */
    @Test
    void aThreadThatIsNeverSwitchedIsBusyFromTheFirstSample() throws Exception {
        Assumptions.assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "needs two CPUs: one for each thread");
        TestThread thread = thread();
        thread.spin(Long.MAX_VALUE);
        pin(thread.tid(), 0);
        pin(library.c().gettid(), 1);
        for (int attempt = 0; attempt < 2000; attempt++) {
            threads.watch(Set.of());
            long before = System.nanoTime();
            threads.watch(Set.of(thread.tid()));
            long after = System.nanoTime();
            long at = after + 300_000;
            awaitTime(at);
            ThreadTimes times = threads.read(thread.tid(), at).orElseThrow();
            if (times.slices() == 0 && times.involuntarySwitches().orElseThrow() == 0 && times.runNanos() > 0) {
                assertTrue(times.runNanos() >= at - after && times.runNanos() <= at - before, times.toString());
                assertEquals(0, times.runDelayNanos());
                return;
            }
        }
        fail("in 2000 windows of 0.3 ms, a spinning thread was switched in each");
    }

    private static void pin(int tid, int cpu) throws Exception {
        Process taskset = new ProcessBuilder("taskset", "-cp", String.valueOf(cpu), String.valueOf(tid)).start();
        Assumptions.assumeTrue(taskset.waitFor() == 0, "CPUs 0 and 1 are not ours to use");
    }

    /** Spinning threads, more than there are CPUs, always run or wait: the two must add up to the time gone by. */
    @Test
    void whatIsNotRunIsWaited() {
        int count = 2 * Runtime.getRuntime().availableProcessors() + 1;
        for (int i = 0; i < count; i++) {
            thread().spin(Long.MAX_VALUE);
        }
        Set<Integer> tids = started.stream().map(TestThread::tid).collect(Collectors.toSet());
        long before = System.nanoTime();
        threads.watch(tids);
        long after = System.nanoTime();
        long waited = 0;
        for (int window = 1; window <= 5; window++) {
            long at = after + window * 20_000_000L;
            awaitTime(at);
            for (int tid : tids) {
                ThreadTimes times = threads.read(tid, at).orElseThrow();
                long sum = times.runNanos() + times.runDelayNanos();
                long late = System.nanoTime() - at; // a switch between `at` and the read counts up to the switch
                assertTrue(sum >= at - after && sum <= at - before + late, () -> sum + " of " + (at - after));
                waited += times.runDelayNanos();
            }
        }
        assertTrue(waited > 0, "some of " + count + " threads must have waited");
    }

    /**
     * Three threads spin on one CPU: each waits for the other two, and the waits charged to all add up exactly. On a busy
     * machine others may have the CPU most of the time, hence the attempts.
     */
    @Test
    void whoRanInsteadIsNamed() throws Exception {
        List<TestThread> spinning = List.of(thread(), thread(), thread());
        for (TestThread thread : spinning) {
            pin(thread.tid(), 0);
        }
        int tid = spinning.get(0).tid();
        Set<Integer> named = new HashSet<>();
        spinning.get(0).awaitSleep();
        threads.watch(Set.of(tid));
        for (int attempt = 0; attempt < 20 && named.size() < 2; attempt++) {
            spinning.forEach(thread -> thread.spin(100_000_000));
            spinning.forEach(TestThread::awaitSleep);
            ThreadSample sample = threads.sample(tid, 1, System.nanoTime()).orElseThrow();
            long charged =
                    sample.interferers().stream().mapToLong(Interferer::nanos).sum();
            assertEquals(
                    sample.times().runDelayNanos(),
                    charged + sample.otherInterferersNanos().orElseThrow());
            assertEquals(OptionalInt.of(0), sample.lastCpu());
            sample.interferers().stream()
                    .filter(interferer -> interferer.nanos() > 0)
                    .map(Interferer::tid)
                    .filter(one -> one == spinning.get(1).tid()
                            || one == spinning.get(2).tid())
                    .forEach(named::add);
        }
        assertEquals(Set.of(spinning.get(1).tid(), spinning.get(2).tid()), named);
    }

    @Test
    void whatMayBeCountedBesidesIsTried() {
        assertEquals(List.of(), SelfCheck.doubts(threads, library, System::nanoTime));
    }

    @Test
    void softirqsAreTimeOfTheThreadThatTheyRunOn() {
        Assumptions.assumeTrue(threads.countsSoftirqs(), "this kernel refuses the tracepoints of softirqs");
        assertEquals(Optional.empty(), SoftirqCheck.problem(threads, library, System::nanoTime));
        TestThread thread = thread();
        threads.watch(Set.of(thread.tid()));
        thread.spin(50_000_000); // the timer's softirqs come by
        thread.awaitSleep();
        ThreadSample sample = threads.sample(thread.tid(), 1, System.nanoTime()).orElseThrow();
        long softirq = sample.softirqNanos().orElseThrow();
        assertTrue(softirq >= 0 && softirq < sample.times().runNanos(), sample.toString());
    }

    @Test
    void aThreadThatSleepsIsIdle() {
        TestThread thread = thread();
        thread.awaitSleep();
        threads.watch(Set.of(thread.tid()));
        ThreadTimes times =
                threads.read(thread.tid(), System.nanoTime() + 1_000_000_000).orElseThrow();
        assertEquals(0, times.runNanos() + times.runDelayNanos() + times.slices());
    }

    @Test
    void aThreadThatDoesNotExistIsAbsent() {
        threads.watch(Set.of(Integer.MAX_VALUE - 1));
        assertEquals(Optional.empty(), threads.read(Integer.MAX_VALUE - 1, System.nanoTime()));
        assertEquals(Optional.empty(), threads.read(1, System.nanoTime()), "not watched");
    }

    @Test
    void countersGoOnWhileOthersComeAndGo() {
        TestThread thread = thread();
        thread.awaitSleep();
        threads.watch(Set.of(thread.tid()));
        thread.spin(1_000_000);
        thread.awaitSleep();
        long run = threads.read(thread.tid(), System.nanoTime()).orElseThrow().runNanos();
        threads.watch(Set.of(thread.tid(), library.c().gettid()));
        assertEquals(
                run, threads.read(thread.tid(), System.nanoTime()).orElseThrow().runNanos());
    }

    private static void awaitTime(long nanos) {
        while (System.nanoTime() < nanos) {
            Thread.onSpinWait();
        }
    }
}
