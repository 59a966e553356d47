package io.sidecore.vhostuser.server;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.block.BlockLayout;
import io.sidecore.vhostuser.block.BlockQueue;
import io.sidecore.vhostuser.block.Disk;
import io.sidecore.vhostuser.counters.CounterFileWriter;
import io.sidecore.vhostuser.counters.QueueRecord;
import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.protocol.ProtocolException;
import io.sidecore.vhostuser.ring.DeviceRing;
import io.sidecore.vhostuser.worker.Device;
import io.sidecore.vhostuser.worker.RingQueue;
import io.sidecore.vhostuser.worker.Virtqueue;
import org.jspecify.annotations.Nullable;

/** A virtio-blk device: a disk for a guest. */
final class BlockDevice implements VirtioDevice {

    private static final long PROTOCOL_FEATURES =
            Features.PROTOCOL_MQ | Features.PROTOCOL_CONFIG | Features.PROTOCOL_INFLIGHT_SHMFD;

    private final String name;
    private final Disk disk;
    private final CounterFileWriter counters;
    private final PortCounts counts;
    private final int queues;

    /** Whether writes may be kept back until a flush; read by workers. */
    private volatile boolean writeback = true;

    BlockDevice(String name, Disk disk, CounterFileWriter counters, PortCounts counts, int queues) {
        this.name = name;
        this.disk = disk;
        this.counters = counters;
        this.counts = counts;
        this.queues = queues;
        counts.connected();
    }

    @Override
    public String kind() {
        return "blk";
    }

    @Override
    public long features() {
        return BlockLayout.features(disk);
    }

    @Override
    public long protocolFeatures() {
        return PROTOCOL_FEATURES;
    }

    @Override
    public int queues() {
        return queues;
    }

    @Override
    public int queueNumber() {
        return queues;
    }

    @Override
    public @Nullable RingQueue create(int index, DeviceRing ring, Device device, QueueState state) {
        if (state == QueueState.DISABLED) { // its requests wait until it is enabled again
            return null;
        }
        QueueId id = new QueueId(name, QueueId.Direction.REQUEST, index);
        QueueRecord record = counters.addQueue(id, ring.size());
        // A guest that does not know flushes relies on each write to stay (virtio 1.2, section 5.2.6.2).
        boolean flushes = (device.features().acknowledged() & Features.BLK_FLUSH) != 0;
        try {
            return new BlockQueue(id, ring, record, device, disk, () -> !flushes || !writeback);
        } catch (RuntimeException e) { // too many open files, for instance
            counters.remove(record);
            throw e;
        }
    }

    @Override
    public void started(Virtqueue queue) {
        counts.started(queue);
    }

    @Override
    public void stopped(Virtqueue queue) {
        counts.stopped(queue);
        queue.release();
        counters.remove(queue.counters());
    }

    @Override
    public byte[] config() {
        return BlockLayout.config(disk, queues, writeback);
    }

    /** {@inheritDoc} Only whether writes are kept back can be written (virtio 1.2, section 5.2.4). */
    @Override
    public void configure(int offset, byte[] values) {
        if (offset != BlockLayout.CONFIG_WRITEBACK || values.length != 1) {
            throw new ProtocolException("SET_CONFIG of " + values.length + " bytes at " + offset
                    + " of a disk, want 1 at " + BlockLayout.CONFIG_WRITEBACK);
        }
        writeback = values[0] != 0;
    }
}
