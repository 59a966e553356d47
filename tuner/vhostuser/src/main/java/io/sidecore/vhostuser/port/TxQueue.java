package io.sidecore.vhostuser.port;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.counters.QueueRecord;
import io.sidecore.vhostuser.ring.DeviceRing;
import io.sidecore.vhostuser.worker.Device;
import io.sidecore.vhostuser.worker.RingQueue;
import io.sidecore.vhostuser.worker.Worker;

/** The queue in which a guest transmits: takes its frames and carries them to where its port's frames go. */
public final class TxQueue extends RingQueue {

    private final RingBurst burst;
    private final Sender sender;

    public TxQueue(QueueId id, DeviceRing ring, QueueRecord counters, Device device, PortSite site) {
        super(id, ring, counters, device);
        this.sender = new Sender(id, counters, site);
        this.burst = new RingBurst(
                ring, device.features().netHeaderBytes(), device.features().leavesWork());
    }

    @Override
    protected int serve(Worker worker) {
        if (isUnfinished()) {
            finish(worker);
        }
        int frames = burst.load();
        if (frames == 0) {
            return 0;
        }
        try {
            sender.send(burst, worker);
        } finally {
            finish(worker);
        }
        return frames;
    }

    /** Whether a fault cut {@link #finish} short. */
    private boolean isUnfinished() {
        return sender.delivery().isUnfinished() || burst.isUnfinished() || ring.isUnpublished();
    }

    private void finish(Worker worker) {
        try {
            sender.delivery().flush(worker);
        } finally {
            publish(worker);
        }
    }

    @Override
    public void release() {
        sender.close();
    }

    @Override
    protected boolean hasWork() {
        return isUnfinished() || !burst.isDone() || ring.hasMore();
    }

    @Override
    protected int waiting() {
        return burst.end() - burst.first() + ring.seenWaiting();
    }

    @Override
    protected int pending() {
        return burst.end() - burst.first() + ring.peekWaiting();
    }
}
