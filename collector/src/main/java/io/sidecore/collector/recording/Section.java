package io.sidecore.collector.recording;

import io.sidecore.collector.host.CgroupSample;
import io.sidecore.collector.host.CpuSample;
import io.sidecore.collector.host.GuestSample;
import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.ThreadSample;
import io.sidecore.collector.host.VcpuSample;
import io.sidecore.collector.host.VirtqueueSample;
import io.sidecore.collector.host.WorkerCounts;
import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.inventory.HostCpu;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.inventory.NicQueue;
import io.sidecore.collector.inventory.Virtqueue;
import io.sidecore.collector.recording.rows.RowTable;
import io.sidecore.collector.recording.rows.Texts;
import io.sidecore.collector.recording.shape.InventoryShapes;
import io.sidecore.collector.recording.shape.SampleShapes;
import io.sidecore.collector.recording.shape.Shape;
import java.util.List;
import java.util.function.Function;

/**
 * One list of a sample, or of its inventory.
 *
 * @param number by which it goes in a frame
 * @param of the list of a sample
 */
record Section<T>(int number, Function<HostSample, List<T>> of, Shape<T> shape) {

    static final Section<HostCpu> HOST_CPUS = inventory(1, Inventory::cpus, InventoryShapes.CPU);
    static final Section<Guest> HOST_GUESTS = inventory(2, Inventory::guests, InventoryShapes.GUEST);
    static final Section<HostWorker> HOST_WORKERS = inventory(3, Inventory::workers, InventoryShapes.WORKER);
    static final Section<Virtqueue> HOST_QUEUES = inventory(4, Inventory::queues, InventoryShapes.QUEUE);
    static final Section<NicQueue> HOST_NIC_QUEUES = inventory(5, Inventory::nicQueues, InventoryShapes.NIC_QUEUE);
    static final Section<Gap> HOST_GAPS = inventory(6, Inventory::gaps, InventoryShapes.GAP);

    static final Section<ThreadSample> THREADS = new Section<>(16, HostSample::threads, SampleShapes.THREAD);
    static final Section<WorkerCounts> WORKERS = new Section<>(17, HostSample::workers, SampleShapes.WORKER);
    static final Section<VirtqueueSample> QUEUES = new Section<>(18, HostSample::queues, SampleShapes.QUEUE);
    static final Section<VcpuSample> VCPUS = new Section<>(19, HostSample::vcpus, SampleShapes.VCPU);
    static final Section<GuestSample> GUESTS = new Section<>(20, HostSample::guests, SampleShapes.GUEST);
    static final Section<CgroupSample> CGROUPS = new Section<>(21, HostSample::cgroups, SampleShapes.CGROUP);
    static final Section<CpuSample> CPUS = new Section<>(22, HostSample::cpus, SampleShapes.CPU);
    static final Section<Gap> GAPS = new Section<>(23, HostSample::gaps, InventoryShapes.GAP);

    /** In key frames, and where the inventory changed. */
    static final List<Section<?>> OF_INVENTORY =
            List.of(HOST_CPUS, HOST_GUESTS, HOST_WORKERS, HOST_QUEUES, HOST_NIC_QUEUES, HOST_GAPS);

    /** In every frame. */
    static final List<Section<?>> OF_SAMPLE = List.of(THREADS, WORKERS, QUEUES, VCPUS, GUESTS, CGROUPS, CPUS, GAPS);

    /** Whether a section is one of these; later versions may have more. */
    static boolean isKnown(int number) {
        return (number >= HOST_CPUS.number && number <= HOST_GAPS.number)
                || (number >= THREADS.number && number <= GAPS.number);
    }

    private static <T> Section<T> inventory(int number, Function<Inventory, List<T>> of, Shape<T> shape) {
        return new Section<>(number, of.compose(HostSample::inventory), shape);
    }

    void write(HostSample sample, RowTable table, Texts texts) {
        shape.write(of.apply(sample), table, texts);
    }
}
