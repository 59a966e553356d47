package io.sidecore.collector.recording.shape;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.inventory.HostCpu;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.NicQueue;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.Vcpu;
import io.sidecore.collector.inventory.Virtqueue;
import io.sidecore.collector.recording.rows.RowReader;
import io.sidecore.collector.recording.rows.RowWriter;
import java.time.Duration;
import java.util.Optional;

/** The records of an inventory. CPU sets are texts, as the kernel writes them. */
public final class InventoryShapes {

    public static final Shape<HostCpu> CPU = new Shape<>(InventoryShapes::writeCpu, InventoryShapes::readCpu);
    public static final Shape<Guest> GUEST = new Shape<>(InventoryShapes::writeGuest, InventoryShapes::readGuest);
    public static final Shape<HostWorker> WORKER =
            new Shape<>(InventoryShapes::writeWorker, InventoryShapes::readWorker);
    public static final Shape<Virtqueue> QUEUE = new Shape<>(InventoryShapes::writeQueue, InventoryShapes::readQueue);
    public static final Shape<NicQueue> NIC_QUEUE = new Shape<>(InventoryShapes::writeNic, InventoryShapes::readNic);
    public static final Shape<Gap> GAP = new Shape<>(InventoryShapes::writeGap, InventoryShapes::readGap);

    private InventoryShapes() {}

    private static void writeCpu(HostCpu cpu, RowWriter row) {
        row.number(cpu.cpu());
        row.number(cpu.node());
        row.text(cpu.siblings().toString());
        row.flag(cpu.isolated());
    }

    private static HostCpu readCpu(RowReader row) {
        return new HostCpu(row.integer(), row.integer(), cpus(row), row.flag());
    }

    private static void writeGuest(Guest guest, RowWriter row) {
        row.text(guest.name());
        row.number(guest.pid());
        row.number(guest.startedTicks());
        row.text(guest.program());
        row.text(guest.cgroup());
        row.list(guest.memoryNodes(), (node, to) -> to.number(node));
        row.list(guest.vcpus(), InventoryShapes::writeVcpu);
    }

    private static Guest readGuest(RowReader row) {
        return new Guest(
                row.text(),
                row.integer(),
                row.number(),
                row.text(),
                row.optionalText(),
                row.list(RowReader::integer),
                row.list(InventoryShapes::readVcpu));
    }

    private static void writeVcpu(Vcpu vcpu, RowWriter row) {
        row.number(vcpu.index());
        row.number(vcpu.tid());
        row.number(vcpu.startedTicks());
        row.text(vcpu.cpus().toString());
    }

    private static Vcpu readVcpu(RowReader row) {
        return new Vcpu(row.integer(), row.integer(), row.number(), cpus(row));
    }

    private static void writeWorker(HostWorker worker, RowWriter row) {
        row.text(worker.name());
        row.word(worker.kind());
        row.number(worker.tid());
        row.number(worker.pid());
        row.number(worker.startedTicks());
        row.text(worker.guest());
        row.text(worker.cpus().toString());
        row.text(worker.cgroup());
        if (row.present(worker.mode().isPresent())) {
            row.word(worker.mode().get().kind());
            row.number(worker.mode().get().spin().toNanos());
        }
    }

    private static HostWorker readWorker(RowReader row) {
        return new HostWorker(
                row.text(),
                row.word(HostWorker.Kind.class),
                row.integer(),
                row.integer(),
                row.number(),
                row.optionalText(),
                cpus(row),
                row.optionalText(),
                row.present() ? Optional.of(readMode(row)) : Optional.empty());
    }

    private static PollMode readMode(RowReader row) {
        return new PollMode(row.word(PollMode.Kind.class), Duration.ofNanos(row.number()));
    }

    private static void writeQueue(Virtqueue queue, RowWriter row) {
        row.text(queue.name());
        row.text(queue.guest());
        row.text(queue.device());
        row.text(queue.label());
        row.text(queue.worker());
        row.number(queue.ringSize());
        row.number(queue.busyPollMicros());
        row.number(queue.kickEventfd());
        row.number(queue.callEventfd());
    }

    private static Virtqueue readQueue(RowReader row) {
        return new Virtqueue(
                row.text(),
                row.text(),
                row.text(),
                row.text(),
                row.optionalText(),
                row.optionalInteger(),
                row.optionalNumber(),
                row.optionalInteger(),
                row.optionalInteger());
    }

    private static void writeNic(NicQueue queue, RowWriter row) {
        row.number(queue.irq());
        row.text(queue.nic());
        row.text(queue.cpus().toString());
        row.number(queue.node());
    }

    private static NicQueue readNic(RowReader row) {
        int irq = row.integer();
        return new NicQueue(row.text(), irq, cpus(row), row.optionalInteger());
    }

    private static void writeGap(Gap gap, RowWriter row) {
        row.text(gap.what());
        row.text(gap.reason());
    }

    private static Gap readGap(RowReader row) {
        return new Gap(row.text(), row.text());
    }

    private static CpuSet cpus(RowReader row) {
        return CpuSet.parse(row.text());
    }
}
