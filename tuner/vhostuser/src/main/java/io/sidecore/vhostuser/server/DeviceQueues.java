package io.sidecore.vhostuser.server;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.counters.QueueRecord;
import io.sidecore.vhostuser.port.Attachment;
import io.sidecore.vhostuser.port.Device;
import io.sidecore.vhostuser.port.RxQueue;
import io.sidecore.vhostuser.port.TxQueue;
import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.ProtocolException;
import io.sidecore.vhostuser.ring.DeviceRing;
import io.sidecore.vhostuser.ring.GuestMemory;
import io.sidecore.vhostuser.ring.RingFeatures;
import io.sidecore.vhostuser.sys.EventFd;
import io.sidecore.vhostuser.worker.Virtqueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The queues and the memory of one connection. Used by the connection's thread only. Whatever a worker could be using is
 * replaced only while the queue is out of service.
 */
final class DeviceQueues implements AutoCloseable {

    /** As virtio numbers the queues of a net device: even ones receive, odd ones transmit. */
    private static final int COUNT = 2;

    private final PortSite site;
    private final Device device;
    private final QueueSetup[] setups = {new QueueSetup(), new QueueSetup()};
    private final @Nullable Virtqueue[] inService = new Virtqueue[COUNT];
    private boolean received;
    private long features;

    /** Read by workers when memory faults. */
    private volatile @Nullable GuestMemory memory;

    DeviceQueues(PortSite site, Device device) {
        this.site = site;
        this.device = device;
    }

    int checkIndex(Message message, int index) {
        if (index < 0 || index >= COUNT) {
            throw new ProtocolException(
                    message.name() + " for queue " + Integer.toUnsignedString(index) + ", want 0 (rx) or 1 (tx)");
        }
        return index;
    }

    void setFeatures(long acknowledged) {
        change(() -> features = acknowledged);
    }

    void setMemory(GuestMemory newMemory) {
        change(() -> {
            GuestMemory old = memory;
            memory = newMemory;
            if (old != null) {
                old.close();
            }
        });
    }

    void setSize(int queue, int size) {
        change(queue, setup -> setup.setSize(size));
    }

    void setBase(int queue, int base) {
        change(queue, setup -> setup.setBase(base));
    }

    void setAddresses(int queue, long descriptors, long used, long avail) {
        change(queue, setup -> setup.setAddresses(descriptors, used, avail));
    }

    void setEnabled(int queue, boolean enabled) {
        change(queue, setup -> setup.setEnabled(enabled));
    }

    void start(int queue, @Nullable EventFd kick) {
        change(queue, setup -> setup.start(kick));
    }

    /** Returns the next entry that would have been taken from the available ring. */
    int stop(int queue) {
        change(queue, setup -> setup.stop(setup.base()));
        return setups[queue].base();
    }

    void stopAll() {
        for (int i = 0; i < COUNT; i++) {
            stop(i);
        }
    }

    void setCall(int queue, @Nullable EventFd call) {
        EventFd old = setups[queue].replaceCall(call);
        Virtqueue served = inService[queue];
        if (served != null) {
            site.crew().change(served, () -> served.setCall(call));
        }
        if (old != null) {
            old.close();
        }
    }

    boolean isMemoryTruncated() {
        GuestMemory current = memory;
        return current != null && current.isTruncated();
    }

    private void change(int queue, Consumer<QueueSetup> change) {
        takeOut(queue);
        change.accept(setups[queue]);
        bringIn(queue);
    }

    private void change(Runnable change) {
        for (int i = 0; i < COUNT; i++) {
            takeOut(i);
        }
        change.run();
        for (int i = 0; i < COUNT; i++) {
            bringIn(i);
        }
    }

    private void takeOut(int index) {
        Virtqueue queue = inService[index];
        if (queue == null) {
            return;
        }
        if (queue instanceof RxQueue) {
            site.port().setReceiver(null);
        }
        site.crew().stop(queue);
        inService[index] = null;
        setups[index].setBase(queue.ring().nextAvail());
        site.counters().remove(queue.counters());
    }

    private void bringIn(int index) {
        GuestMemory current = memory;
        QueueSetup setup = setups[index];
        if (current == null || !setup.isReady((features & Features.PROTOCOL_FEATURES) == 0)) {
            return;
        }
        RingFeatures ringFeatures = RingFeatures.of(features);
        DeviceRing ring = setup.ring(current, ringFeatures);
        Virtqueue queue = index % 2 == 0 ? receive(ring, ringFeatures) : transmit(ring, ringFeatures);
        queue.setKick(setup.kick());
        queue.setCall(setup.call());
        inService[index] = queue;
        site.crew().start(queue);
        if (queue instanceof RxQueue receiver) {
            site.port().setReceiver(receiver);
        }
    }

    private RxQueue receive(DeviceRing ring, RingFeatures ringFeatures) {
        QueueId id = new QueueId(site.port().name(), QueueId.Direction.RX, 0);
        QueueRecord record = site.counters().addQueue(id, ring.size());
        RxQueue queue = new RxQueue(id, ring, record, attachment(ringFeatures));
        if (!received) { // what an earlier guest at this port left behind is not for this one
            queue.clearStaging();
            received = true;
        }
        return queue;
    }

    private TxQueue transmit(DeviceRing ring, RingFeatures ringFeatures) {
        QueueId id = new QueueId(site.port().name(), QueueId.Direction.TX, 0);
        return new TxQueue(id, ring, site.counters().addQueue(id, ring.size()), attachment(ringFeatures));
    }

    private Attachment attachment(RingFeatures ringFeatures) {
        return new Attachment(site.fabric(), site.port(), device, ringFeatures);
    }

    @Override
    public void close() {
        for (int i = 0; i < COUNT; i++) {
            takeOut(i);
            setups[i].close();
        }
        site.fabric().forget(site.port());
        GuestMemory current = memory;
        memory = null;
        if (current != null) {
            current.close();
        }
    }
}
