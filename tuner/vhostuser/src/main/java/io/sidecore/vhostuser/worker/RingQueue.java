package io.sidecore.vhostuser.worker;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.counters.QueueRecord;
import io.sidecore.vhostuser.ring.DeviceRing;
import io.sidecore.vhostuser.sys.EventFd;
import org.jspecify.annotations.Nullable;

/** A virtqueue in the proper sense: a ring in a guest's memory, and a way to call the guest. */
public abstract class RingQueue extends Virtqueue {

    protected final DeviceRing ring;

    private final Device device;
    private @Nullable EventFd call;

    protected RingQueue(QueueId id, DeviceRing ring, QueueRecord counters, Device device) {
        super(id, ring.size(), counters);
        this.ring = ring;
        this.device = device;
    }

    public final DeviceRing ring() {
        return ring;
    }

    /** Where the guest is called; by the owner's thread, or before there is one. */
    public final void setCall(@Nullable EventFd newCall) {
        call = newCall;
    }

    public final @Nullable EventFd callFd() {
        return call;
    }

    @Override
    protected void begin() {
        ring.begin();
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

    /** Lets the guest see what was given back to it, and calls it if it wants that. */
    protected final void publish(Worker worker) {
        if (ring.publish() && call != null) {
            call.signal();
            counters.add(QueueCounter.CALLS, 1);
            worker.countCall();
        }
        ring.published();
    }
}
