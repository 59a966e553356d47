package io.sidecore.vhostuser.port;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.counters.QueueRecord;
import io.sidecore.vhostuser.ring.DeviceRing;
import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.worker.Virtqueue;
import io.sidecore.vhostuser.worker.Worker;

/** The queue in which a guest transmits: takes its frames and hands each to the port where its destination is. */
public final class TxQueue extends Virtqueue {

    /** Destination and source address and EtherType. */
    private static final int ETHERNET_HEADER_BYTES = 14;

    private static final long MAC_MASK = 0xffff_ffff_ffffL;

    /** The lowest bit of an address's first byte: a group, or all. */
    private static final long GROUP_BIT = 1;

    private final Device device;
    private final Switch fabric;
    private final Port port;
    private final int netHeaderBytes;
    private final Segments frame = new Segments();

    /** Receive queues that this visit has given frames: directly, or through staging. */
    private final RxQueue[] delivered = new RxQueue[Switch.MAX_PORTS];

    private final RxQueue[] staged = new RxQueue[Switch.MAX_PORTS];

    /** Receivers of the frame at hand, which is the one at this index. */
    private final RxQueue[] given = new RxQueue[Switch.MAX_PORTS];

    private int givenCount;
    private int givenIndex = -1;

    private int deliveredCount;
    private int stagedCount;
    private int handedOver;

    public TxQueue(QueueId id, DeviceRing ring, QueueRecord counters, Attachment attachment) {
        super(id, ring, counters);
        this.fabric = attachment.fabric();
        this.port = attachment.port();
        this.device = attachment.device();
        this.netHeaderBytes = attachment.features().netHeaderBytes();
    }

    @Override
    protected int serve(Worker worker) {
        if (isUnfinished()) {
            finish(worker);
        }
        int frames = Math.min(ring.available(), BURST);
        if (frames == 0) {
            return 0;
        }
        int taken = 0;
        long bytes = 0;
        handedOver = 0;
        try {
            for (; taken < frames; taken++) {
                int head = ring.head(0);
                frame.clear();
                ring.collect(head, false, frame);
                startGiving();
                bytes += forward(worker);
                ring.note(0, head, 0);
                ring.complete(1); // only now: if a receiver's memory faults, this guest loses nothing by it
            }
        } finally { // also when this guest broke a rule: others have been given frames
            counters.add(QueueCounter.PACKETS, taken);
            counters.add(QueueCounter.BYTES, bytes);
            worker.countFrames(taken, handedOver);
            finish(worker);
        }
        return frames;
    }

    /** The same frame may be looked at again, after a fault; who has got it must not get it twice. */
    private void startGiving() {
        if (givenIndex != ring.nextAvail()) {
            givenCount = 0;
            givenIndex = ring.nextAvail();
        }
    }

    /** Whether a fault cut {@link #finish} short. */
    private boolean isUnfinished() {
        return deliveredCount + stagedCount > 0 || ring.isUnpublished();
    }

    private void finish(Worker worker) {
        try {
            flush(worker);
        } finally {
            publish(worker);
        }
    }

    /** Returns the frame's bytes. */
    private int forward(Worker worker) {
        int length = frame.bytes() - netHeaderBytes;
        if (length < ETHERNET_HEADER_BYTES || length > Staging.MAX_FRAME_BYTES) {
            counters.add(QueueCounter.DROPS_MALFORMED, 1);
            return 0;
        }
        frame.dropFirst(netHeaderBytes);
        long destination = frame.longAt(0) & MAC_MASK;
        long source = frame.longAt(6) & MAC_MASK;
        if ((source & GROUP_BIT) == 0) {
            fabric.table().learn(source, port.index());
        }
        int to = (destination & GROUP_BIT) == 0 ? fabric.table().portOf(destination) : MacTable.UNKNOWN;
        if (to == MacTable.UNKNOWN) {
            flood(worker);
        } else if (to == port.index() || !give(fabric.ports()[to], worker)) {
            counters.add(QueueCounter.DROPS_NO_PORT, 1);
        }
        return length;
    }

    private void flood(Worker worker) {
        boolean taken = false;
        for (Port other : fabric.ports()) {
            if (other != port) {
                taken |= give(other, worker);
            }
        }
        if (!taken) {
            counters.add(QueueCounter.DROPS_NO_PORT, 1);
        }
    }

    /** Returns false if nobody receives there. A frame that the receiver has no room for counts as its drop. */
    private boolean give(Port to, Worker worker) {
        RxQueue receiver = to.receiver();
        if (receiver == null) {
            return false;
        }
        if (!hasGot(receiver)) {
            give(receiver, worker);
            given[givenCount++] = receiver;
        }
        return true;
    }

    private boolean hasGot(RxQueue receiver) {
        for (int i = 0; i < givenCount; i++) {
            if (given[i] == receiver) {
                return true;
            }
        }
        return false;
    }

    private void give(RxQueue receiver, Worker worker) {
        boolean mine = receiver.isServedBy(worker);
        if (mine) {
            deliveredCount = addOnce(receiver, delivered, deliveredCount); // first: a fault may cut delivery short
            if (receiver.deliver(frame, worker)) {
                return;
            }
        }
        stagedCount = addOnce(receiver, staged, stagedCount);
        if (receiver.staging().offer(frame)) {
            handedOver += mine ? 0 : 1;
        }
    }

    private static int addOnce(RxQueue queue, RxQueue[] to, int count) {
        for (int i = count - 1; i >= 0; i--) {
            if (to[i] == queue) {
                return count;
            }
        }
        to[count] = queue;
        return count + 1;
    }

    /** Flushes every receiver, even if the memory of one faults. */
    private void flush(Worker worker) {
        try {
            while (deliveredCount > 0) {
                delivered[--deliveredCount].flush(worker);
            }
            while (stagedCount > 0) {
                staged[stagedCount - 1].wakeOwner(worker);
                stagedCount--; // only now: a worker that is not woken may sleep for ever
            }
        } finally {
            if (deliveredCount + stagedCount > 0) {
                flush(worker);
            }
        }
    }

    @Override
    protected boolean hasWork() {
        return isUnfinished() || ring.peekIndex() != ring.nextAvail();
    }

    @Override
    protected int waiting() {
        return ring.seenAvailable();
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
