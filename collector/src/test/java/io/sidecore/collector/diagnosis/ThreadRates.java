package io.sidecore.collector.diagnosis;

import io.sidecore.collector.host.Interferer;
import io.sidecore.collector.host.ThreadSample;
import io.sidecore.collector.sample.Histogram;
import io.sidecore.collector.sample.ThreadTimes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What the scheduler does to a thread each second. */
final class ThreadRates {

    private static final int SLOTS = 40;

    private boolean bpf = true;
    private double run;
    private double delay;
    private double softirq;
    private long slices = 100;
    private long sleeps = 100;
    private int cpu = -1;
    private final Map<Integer, Interferer> instead = new LinkedHashMap<>();

    private double runNanos;
    private double delayNanos;
    private double softirqNanos;
    private long sliceCount;
    private long sleepCount;
    private final long[] waits = new long[SLOTS];
    private final Map<Integer, Long> charged = new LinkedHashMap<>();

    /** Shares of a second on a CPU, and runnable without one; the rest it sleeps. */
    ThreadRates does(double running, double runnable) {
        run = running;
        delay = runnable;
        return this;
    }

    /** How often it is given a CPU, and how often it gives it up to wait. */
    ThreadRates switches(long given, long slept) {
        slices = given;
        sleeps = slept;
        return this;
    }

    ThreadRates softirq(double share) {
        softirq = share;
        return this;
    }

    ThreadRates on(int lastCpu) {
        cpu = lastCpu;
        return this;
    }

    /** Somebody runs while it waits, for this share of a second. */
    ThreadRates instead(int tid, int pid, String comm, double share) {
        instead.put(tid, new Interferer(tid, pid, comm, Math.round(share * HostStory.SECOND)));
        return this;
    }

    void schedstatOnly() {
        bpf = false;
    }

    void second() {
        runNanos += run * HostStory.SECOND;
        delayNanos += delay * HostStory.SECOND;
        softirqNanos += softirq * HostStory.SECOND;
        sliceCount += slices;
        sleepCount += sleeps;
        if (slices > 0) {
            long wait = Math.max(1, Math.round(delay * HostStory.SECOND / slices));
            waits[63 - Long.numberOfLeadingZeros(wait)] += slices;
        }
        instead.forEach((tid, one) -> charged.merge(tid, one.nanos(), Long::sum));
    }

    ThreadSample sample(int tid) {
        List<Interferer> interferers = new ArrayList<>();
        instead.forEach(
                (id, one) -> interferers.add(new Interferer(id, one.pid(), one.comm(), charged.getOrDefault(id, 0L))));
        ThreadTimes times = new ThreadTimes(
                bpf ? ThreadTimes.Source.BPF : ThreadTimes.Source.SCHEDSTAT,
                Math.round(runNanos),
                Math.round(delayNanos),
                sliceCount,
                bpf ? OptionalLong.of(sleepCount) : OptionalLong.empty(),
                bpf ? OptionalLong.of(sliceCount - sleepCount) : OptionalLong.empty(),
                bpf ? Optional.of(Histogram.of(waits)) : Optional.empty());
        return new ThreadSample(
                tid,
                100,
                times,
                bpf ? OptionalLong.of(Math.round(softirqNanos)) : OptionalLong.empty(),
                bpf ? interferers : List.of(),
                bpf ? OptionalLong.of(0) : OptionalLong.empty(),
                cpu < 0 ? OptionalInt.empty() : OptionalInt.of(cpu));
    }
}
