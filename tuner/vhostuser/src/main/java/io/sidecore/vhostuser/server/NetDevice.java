package io.sidecore.vhostuser.server;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.counters.CounterFileWriter;
import io.sidecore.vhostuser.counters.QueueRecord;
import io.sidecore.vhostuser.port.PlaceFile;
import io.sidecore.vhostuser.port.PortSite;
import io.sidecore.vhostuser.port.RxQueue;
import io.sidecore.vhostuser.port.Sink;
import io.sidecore.vhostuser.port.TxQueue;
import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.ring.DeviceRing;
import io.sidecore.vhostuser.worker.Device;
import io.sidecore.vhostuser.worker.RingQueue;
import io.sidecore.vhostuser.worker.Virtqueue;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A virtio-net device at a port of the switch, or at one that stands alone. */
final class NetDevice implements VirtioDevice {

    /**
     * What a device of ours can do. Buffers are given back in the order in which they came, always. Of the offloads, not
     * UFO, whose segments are IP fragments that nobody should make any more.
     */
    private static final long FEATURES = Features.CSUM
            | Features.GUEST_CSUM
            | Features.MTU
            | Features.GUEST_TSO4
            | Features.GUEST_TSO6
            | Features.GUEST_ECN
            | Features.HOST_TSO4
            | Features.HOST_TSO6
            | Features.HOST_ECN
            | Features.MRG_RXBUF
            | Features.STATUS
            | Features.CTRL_VQ
            | Features.CTRL_RX
            | Features.GUEST_ANNOUNCE
            | Features.MQ
            | Features.IN_ORDER;

    private static final long PROTOCOL_FEATURES =
            Features.PROTOCOL_MQ | Features.PROTOCOL_RARP | Features.PROTOCOL_NET_MTU;

    private final PortSite site;
    private final CounterFileWriter counters;
    private final PortCounts counts;
    private final int pairs;

    /** Pairs whose receive queue was served in this connection: its guest is known then. */
    private final BitSet received = new BitSet();

    NetDevice(PortSite site, CounterFileWriter counters, PortCounts counts, int pairs) {
        this.site = site;
        this.counters = counters;
        this.counts = counts;
        counts.connected();
        this.pairs = pairs;
    }

    @Override
    public String kind() {
        return "net";
    }

    @Override
    public long features() {
        return FEATURES;
    }

    @Override
    public long protocolFeatures() {
        return PROTOCOL_FEATURES;
    }

    @Override
    public int queues() {
        return 2 * pairs;
    }

    /** {@inheritDoc} Of a net device, pairs. */
    @Override
    public int queueNumber() {
        return pairs;
    }

    /** {@inheritDoc} As virtio numbers the queues of a net device: even ones receive, odd ones transmit. */
    @Override
    public @Nullable RingQueue create(int index, DeviceRing ring, Device device, QueueState state) {
        int pair = index / 2;
        boolean receives = index % 2 == 0;
        if (receives && state == QueueState.DISABLED) {
            return null;
        }
        QueueId id = new QueueId(site.port().name(), receives ? QueueId.Direction.RX : QueueId.Direction.TX, pair);
        QueueRecord record = counters.addQueue(id, ring.size());
        if (receives) {
            boolean first = !received.get(pair);
            received.set(pair);
            return new RxQueue(id, ring, record, device, site.port(), first ? this::forgetLast : null);
        }
        PortSite to = state == QueueState.ENABLED ? site : new PortSite(site.port(), site.fabric(), new Sink());
        return new TxQueue(id, ring, record, device, to);
    }

    @Override
    public @Nullable PlaceFile place(int index) {
        return site.port().place(index);
    }

    /** There is a new guest: by a worker, while the connection's thread waits. */
    private void forgetLast() {
        site.fabric().forget(site.port());
        site.port().keepReceivers(received);
    }

    @Override
    public void disabled(int index) {
        if (index % 2 == 0) {
            site.port().removeReceiver(index / 2);
        }
    }

    @Override
    public void announce(long mac) {
        site.fabric().announce(site.port(), mac);
    }

    @Override
    public void started(Virtqueue queue) {
        counts.started(queue);
        if (queue instanceof RxQueue receiver) {
            site.port().setReceiver(queue.id().pair(), receiver);
        }
    }

    @Override
    public void stopped(Virtqueue queue) {
        counts.stopped(queue);
        queue.release();
        counters.remove(queue.counters());
    }
}
