package io.sidecore.collector.recording.shape;

import io.sidecore.collector.host.CgroupSample;
import io.sidecore.collector.host.CpuSample;
import io.sidecore.collector.host.ExitCount;
import io.sidecore.collector.host.GuestSample;
import io.sidecore.collector.host.Interferer;
import io.sidecore.collector.host.ThreadSample;
import io.sidecore.collector.host.VcpuSample;
import io.sidecore.collector.host.VirtqueueCounter;
import io.sidecore.collector.host.VirtqueueCounters;
import io.sidecore.collector.host.VirtqueueSample;
import io.sidecore.collector.host.WorkerCounts;
import io.sidecore.collector.recording.rows.RowReader;
import io.sidecore.collector.recording.rows.RowWriter;
import io.sidecore.collector.sample.ThreadTimes;

/** The records of a sample. */
public final class SampleShapes {

    public static final Shape<ThreadSample> THREAD = new Shape<>(SampleShapes::writeThread, SampleShapes::readThread);
    public static final Shape<WorkerCounts> WORKER = new Shape<>(SampleShapes::writeWorker, SampleShapes::readWorker);
    public static final Shape<VirtqueueSample> QUEUE = new Shape<>(SampleShapes::writeQueue, SampleShapes::readQueue);
    public static final Shape<VcpuSample> VCPU = new Shape<>(SampleShapes::writeVcpu, SampleShapes::readVcpu);
    public static final Shape<GuestSample> GUEST = new Shape<>(SampleShapes::writeGuest, SampleShapes::readGuest);
    public static final Shape<CgroupSample> CGROUP = new Shape<>(SampleShapes::writeCgroup, SampleShapes::readCgroup);
    public static final Shape<CpuSample> CPU = new Shape<>(SampleShapes::writeCpu, SampleShapes::readCpu);

    private SampleShapes() {}

    private static void writeThread(ThreadSample thread, RowWriter row) {
        row.number(thread.tid());
        row.number(thread.startedTicks());
        row.word(thread.times().source());
        row.number(thread.times().runNanos());
        row.number(thread.times().runDelayNanos());
        row.number(thread.times().slices());
        row.number(thread.times().voluntarySwitches());
        row.number(thread.times().involuntarySwitches());
        row.histogram(thread.times().runDelay());
        row.number(thread.softirqNanos());
        row.list(thread.interferers(), SampleShapes::writeInterferer);
        row.number(thread.otherInterferersNanos());
        row.number(thread.lastCpu());
    }

    private static ThreadSample readThread(RowReader row) {
        return new ThreadSample(
                row.integer(),
                row.number(),
                readTimes(row),
                row.optionalNumber(),
                row.list(SampleShapes::readInterferer),
                row.optionalNumber(),
                row.optionalInteger());
    }

    private static ThreadTimes readTimes(RowReader row) {
        return new ThreadTimes(
                row.word(ThreadTimes.Source.class),
                row.number(),
                row.number(),
                row.number(),
                row.optionalNumber(),
                row.optionalNumber(),
                row.histogram());
    }

    private static void writeInterferer(Interferer interferer, RowWriter row) {
        row.number(interferer.tid());
        row.number(interferer.pid());
        row.text(interferer.comm());
        row.number(interferer.nanos());
    }

    private static Interferer readInterferer(RowReader row) {
        return new Interferer(row.integer(), row.integer(), row.text(), row.number());
    }

    private static void writeWorker(WorkerCounts worker, RowWriter row) {
        row.text(worker.worker());
        row.number(worker.generation());
        row.word(worker.unit());
        row.number(worker.busy());
        row.number(worker.empty());
        row.number(worker.sleeping());
        row.number(worker.packets());
    }

    private static WorkerCounts readWorker(RowReader row) {
        return new WorkerCounts(
                row.text(),
                row.number(),
                row.word(WorkerCounts.Unit.class),
                row.number(),
                row.number(),
                row.optionalNumber(),
                row.optionalNumber());
    }

    private static void writeQueue(VirtqueueSample queue, RowWriter row) {
        row.text(queue.queue());
        row.number(queue.generation());
        for (VirtqueueCounter counter : VirtqueueCounter.values()) {
            row.number(queue.counters().find(counter));
        }
        row.histogram(queue.delay());
    }

    private static VirtqueueSample readQueue(RowReader row) {
        String name = row.text();
        long generation = row.number();
        long[] counters = new long[VirtqueueCounters.COUNT];
        for (int i = 0; i < counters.length; i++) {
            counters[i] = row.optionalNumber().orElse(VirtqueueCounters.ABSENT);
        }
        return new VirtqueueSample(name, generation, VirtqueueCounters.of(counters), row.histogram());
    }

    private static void writeVcpu(VcpuSample vcpu, RowWriter row) {
        row.number(vcpu.tid());
        row.number(vcpu.generation());
        row.text(vcpu.guest());
        row.number(vcpu.exits());
        row.number(vcpu.outsideNanos());
        row.list(vcpu.reasons(), SampleShapes::writeExits);
        row.number(vcpu.userspaceExits());
        row.number(vcpu.ioeventfdWrites());
        row.number(vcpu.portWrites());
        row.number(vcpu.mmio());
        row.number(vcpu.haltPolls());
        row.number(vcpu.haltPollNanos());
        row.number(vcpu.haltWaits());
        row.number(vcpu.haltWaitNanos());
    }

    private static VcpuSample readVcpu(RowReader row) {
        return new VcpuSample(
                row.integer(),
                row.number(),
                row.text(),
                row.optionalNumber(),
                row.optionalNumber(),
                row.list(SampleShapes::readExits),
                row.optionalNumber(),
                row.optionalNumber(),
                row.optionalNumber(),
                row.optionalNumber(),
                row.optionalNumber(),
                row.optionalNumber(),
                row.optionalNumber(),
                row.optionalNumber());
    }

    private static void writeExits(ExitCount exits, RowWriter row) {
        row.text(exits.reason());
        row.number(exits.count());
        row.number(exits.nanos());
    }

    private static ExitCount readExits(RowReader row) {
        return new ExitCount(row.text(), row.number(), row.number());
    }

    private static void writeGuest(GuestSample guest, RowWriter row) {
        row.text(guest.guest());
        row.number(guest.generation());
        row.number(guest.irqfdInjections());
    }

    private static GuestSample readGuest(RowReader row) {
        return new GuestSample(row.text(), row.number(), row.optionalNumber());
    }

    private static void writeCgroup(CgroupSample cgroup, RowWriter row) {
        row.text(cgroup.path());
        row.number(cgroup.usageMicros());
        row.number(cgroup.periods());
        row.number(cgroup.throttledPeriods());
        row.number(cgroup.throttledMicros());
        row.number(cgroup.quotaMicros());
        row.number(cgroup.periodMicros());
    }

    private static CgroupSample readCgroup(RowReader row) {
        return new CgroupSample(
                row.text(),
                row.optionalNumber(),
                row.optionalNumber(),
                row.optionalNumber(),
                row.optionalNumber(),
                row.optionalNumber(),
                row.optionalNumber());
    }

    private static void writeCpu(CpuSample cpu, RowWriter row) {
        row.number(cpu.cpu());
        row.number(cpu.user());
        row.number(cpu.system());
        row.number(cpu.idle());
        row.number(cpu.irq());
        row.number(cpu.softirq());
        row.number(cpu.steal());
        row.number(cpu.guest());
    }

    private static CpuSample readCpu(RowReader row) {
        return new CpuSample(
                row.integer(),
                row.number(),
                row.number(),
                row.number(),
                row.number(),
                row.number(),
                row.number(),
                row.number());
    }
}
