package io.sidecore.vhostuser.port;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.counters.QueueRecord;
import io.sidecore.vhostuser.ring.DeviceRing;
import io.sidecore.vhostuser.worker.Virtqueue;
import io.sidecore.vhostuser.worker.Worker;

/** The queue in which a guest transmits: takes its frames and carries them to where its port's frames go. */
public final class TxQueue extends Virtqueue implements Sender {

    private final Device device;
    private final Outlet outlet;
    private final Port port;
    private final Burst burst;
    private final Delivery delivery = new Delivery();
    private final Recipients recipients = new Recipients();
    private final FloodLimit floods;
    private final Copies copies = new Copies();

    public TxQueue(QueueId id, DeviceRing ring, QueueRecord counters, Device device, PortSite site) {
        super(id, ring, counters);
        this.device = device;
        this.outlet = site.outlet();
        this.port = site.port();
        this.floods = site.fabric().newFloodLimit();
        this.burst = new Burst(
                ring, device.features().netHeaderBytes(), device.features().leavesWork());
    }

    @Override
    protected void begin() {
        ring.begin();
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
        int before = burst.first();
        try {
            outlet.send(burst, this, worker);
        } finally { // also when this guest broke a rule: others have been given frames
            int taken = burst.first() - before;
            counters.add(QueueCounter.PACKETS, taken);
            counters.add(QueueCounter.BYTES, burst.bytesSince(before));
            worker.countFrames(taken, delivery.takeHandedOver());
            finish(worker);
        }
        return frames;
    }

    /** Whether a fault cut {@link #finish} short. */
    private boolean isUnfinished() {
        return delivery.isUnfinished() || ring.isUnpublished();
    }

    private void finish(Worker worker) {
        try {
            delivery.flush(worker);
        } finally {
            publish(worker);
        }
    }

    @Override
    public Port port() {
        return port;
    }

    @Override
    public int pair() {
        return id().pair();
    }

    @Override
    public Delivery delivery() {
        return delivery;
    }

    @Override
    public Recipients recipients() {
        return recipients;
    }

    @Override
    public Copies copies() {
        return copies;
    }

    @Override
    public FloodLimit floods() {
        return floods;
    }

    @Override
    public void drop(QueueCounter reason, int frames) {
        counters.add(reason, frames);
    }

    @Override
    public void release() {
        copies.close();
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

    @Override
    protected void kicksOn() {
        ring.kicksOn();
    }

    @Override
    protected void kicksOff() {
        ring.kicksOff();
    }

    @Override
    public void breakDevice(String reason) {
        device.fail(id() + ": " + reason);
    }

    @Override
    protected boolean isMemoryTruncated() {
        return device.isMemoryTruncated();
    }
}
