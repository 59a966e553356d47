package io.sidecore.vhostuser.port;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.counters.QueueRecord;
import io.sidecore.vhostuser.link.Inbox;
import io.sidecore.vhostuser.link.Link;
import io.sidecore.vhostuser.link.LinkException;
import io.sidecore.vhostuser.link.Readiness;
import io.sidecore.vhostuser.ring.RingException;
import io.sidecore.vhostuser.sys.Doorbell;
import io.sidecore.vhostuser.worker.Virtqueue;
import io.sidecore.vhostuser.worker.Worker;
import java.util.function.Consumer;

/**
 * The way in from a network interface: what the host, or who is behind it, transmits is taken like what a guest does,
 * burst by burst. To its worker it is a queue as others are; only there is no ring to look at, but a system call to make,
 * which costs more. So while the worker has other work, the interface is looked at now and then, or when it rings.
 */
public final class LinkQueue extends Virtqueue implements Doorbell {

    /** How long an interface that had no frames is not looked at: so that a polling worker spends 5 % on it at most. */
    private static final long LOOK_EVERY_NANOS = 10_000;

    /** How often at most the kernel is asked what it has dropped. */
    private static final long ASK_EVERY_NANOS = 100_000_000;

    private final Link link;
    private final Consumer<String> onEnd;
    private final LinkBurst burst;
    private final Sender sender;
    private final Readiness readiness;
    private boolean rung = true;
    private long lookedNanos;
    private boolean wasBusy;
    private long askedNanos;

    /** @param onEnd told, once, why the interface cannot be used any more; must not block */
    public LinkQueue(QueueId id, Link link, QueueRecord counters, PortSite site, Consumer<String> onEnd) {
        super(id, Inbox.MAX, counters);
        this.link = link;
        this.sender = new Sender(id, counters, site);
        this.onEnd = onEnd;
        this.burst = new LinkBurst(link);
        this.readiness = new Readiness(link.number());
        setKick(this);
    }

    @Override
    public int number() {
        return link.number();
    }

    /** {@inheritDoc} The frames are left to the visit that follows. */
    @Override
    public long drain() {
        rung = true;
        return 1;
    }

    @Override
    protected void begin() {
        rung = true;
    }

    @Override
    protected int serve(Worker worker) {
        if (sender.delivery().isUnfinished()) { // a fault cut a visit short
            sender.delivery().flush(worker);
        }
        if (burst.isDone() && !isToBeLookedAt(worker.nowNanos())) {
            return 0;
        }
        int frames = load(worker.nowNanos());
        if (frames > 0) {
            carry(worker);
        }
        return frames;
    }

    private boolean isToBeLookedAt(long nowNanos) {
        return rung || !burst.isDrained() || nowNanos - lookedNanos >= LOOK_EVERY_NANOS;
    }

    private int load(long nowNanos) {
        rung = false;
        lookedNanos = nowNanos;
        int frames;
        try {
            frames = burst.load();
        } catch (LinkException e) {
            throw new RingException(e.reason()); // as for a guest that cannot be served any more
        }
        if (wasBusy && (burst.isDrained() || nowNanos - askedNanos > ASK_EVERY_NANOS)) {
            counters.add(QueueCounter.DROPS_FULL, link.takeMissed());
            askedNanos = nowNanos;
        }
        wasBusy = !burst.isDrained();
        return frames;
    }

    private void carry(Worker worker) {
        try {
            sender.send(burst, worker);
        } finally {
            sender.delivery().flush(worker);
        }
    }

    @Override
    public void release() {
        sender.close();
        burst.close();
        readiness.close();
    }

    /** {@inheritDoc} Of frames in the interface, the wait for its doorbell tells: that ends at once if there are any. */
    @Override
    protected boolean hasWork() {
        return sender.delivery().isUnfinished() || !burst.isDone() || !burst.isDrained();
    }

    @Override
    protected int waiting() {
        return burst.end() - burst.first() + (burst.isDrained() ? 0 : 1);
    }

    @Override
    protected int pending() {
        int known = waiting();
        return known > 0 || !readiness.isReadable() ? known : 1;
    }

    @Override
    protected void kicksOn() {} // it rings always

    @Override
    protected void kicksOff() {}

    @Override
    public void breakDevice(String reason) {
        onEnd.accept(reason);
    }

    @Override
    protected boolean isMemoryTruncated() {
        return false;
    }
}
