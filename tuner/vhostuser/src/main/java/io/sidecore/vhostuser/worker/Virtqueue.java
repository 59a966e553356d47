package io.sidecore.vhostuser.worker;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.counters.QueueRecord;
import io.sidecore.vhostuser.ring.RingException;
import io.sidecore.vhostuser.sys.Doorbell;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A virtqueue in service: a ring of a guest's ({@link RingQueue}), or what is served like one, as the way in from a
 * network interface. Exactly one worker owns it at any time, or none: only the owner's thread touches what is behind it,
 * its counters, and the fields below that are not volatile. The owner changes only through {@link Crew}, which lets the
 * old owner finish its visit and let go before the new one takes over, so nothing is lost, repeated or reordered; or, if
 * workers share it, through a {@link WorkQueue}, in which it has an owner for one visit.
 */
public abstract class Virtqueue {

    /** Frames that one visit handles at most, so that no queue starves the worker's others. */
    public static final int BURST = 64;

    static final int NO_FD = -1;

    static final String TRUNCATED = "its memory was truncated while in use";

    private final QueueId id;
    private final int size;
    protected final QueueRecord counters;

    /** Absent if the frontend asked to be polled; its worker then never sleeps for long. */
    private @Nullable Doorbell kick;

    /** Written by the owner itself; read by workers that hand a frame over. */
    private volatile @Nullable Worker owner;

    private long lastLookNanos;
    private long servedNanos;
    private long workSinceNanos;
    /** That it is in; null if a worker has it for good. */
    private volatile @Nullable WorkQueue workQueue;

    private final WorkItem item = new WorkItem();
    private final Polling.Attention attention = new Polling.Attention();

    /** Of the guest, at the present owner. */
    private @Nullable Share share;

    /** @param size how many frames can wait in it */
    protected Virtqueue(QueueId id, int size, QueueRecord counters) {
        this.id = id;
        this.size = size;
        this.counters = counters;
    }

    public final QueueId id() {
        return id;
    }

    /** How many frames can wait in it. */
    final int size() {
        return size;
    }

    public final QueueRecord counters() {
        return counters;
    }

    public final Optional<Worker> owner() {
        return Optional.ofNullable(owner);
    }

    final boolean isOwnedBy(Worker worker) {
        return owner == worker;
    }

    final void setOwner(@Nullable Worker worker) {
        owner = worker;
    }

    final void setWorkQueue(@Nullable WorkQueue shared) {
        workQueue = shared;
    }

    final WorkItem item() {
        return item;
    }

    /**
     * Something was left for it that its owner does not know of: wakes the owner, unless that is the caller itself, or has
     * any worker look at it that may.
     *
     * @param caller null if it is no worker; no worker may be stopped meanwhile then
     */
    public final void wakeOwner(@Nullable Worker caller) {
        WorkQueue shared = workQueue;
        Worker worker = owner;
        if (shared != null) {
            shared.ask(this);
        } else if (worker != null && worker != caller) {
            worker.wake();
        }
    }

    /** Where the guest kicks; by the owner's thread, or before there is one. */
    public final void setKick(@Nullable Doorbell newKick) {
        kick = newKick;
    }

    final @Nullable Doorbell kick() {
        return kick;
    }

    final void countKicks(long kicks) {
        counters.add(QueueCounter.KICKS, kicks);
    }

    final Polling.Attention attention() {
        return attention;
    }

    final @Nullable Share share() {
        return share;
    }

    final void setShare(@Nullable Share ofGuest) {
        share = ofGuest;
    }

    /** Work was done at that time. */
    final void served(long nanos) {
        servedNanos = nanos;
        workSinceNanos = 0;
    }

    final long servedNanos() {
        return servedNanos;
    }

    /**
     * How long it has had work that nobody looked at, so far as this was called; 0 if it has none.
     *
     * @param size with more work than this it has none that counts; 0 for no limit
     */
    final long waitedNanos(long nowNanos, long size) {
        int pending = pending();
        if (pending == 0 || (size > 0 && pending > size)) {
            workSinceNanos = 0;
            return 0;
        }
        if (workSinceNanos == 0) {
            workSinceNanos = nowNanos;
        }
        return nowNanos - workSinceNanos;
    }

    /** The queue was looked at, or could not have waited before this moment. */
    final void lookedAt(long nanos) {
        lastLookNanos = nanos;
    }

    final long lastLookNanos() {
        return lastLookNanos;
    }

    /**
     * Looks where the ring stands, and asks for no kicks: the owner begins to serve it, or goes on where another left it.
     * May be called again after a fault.
     */
    protected abstract void begin();

    /**
     * Takes nothing new, and brings what was taken and is not given back nearer to its end; by the thread of its worker,
     * also if it has been dropped as broken. {@link #begin} ends it.
     *
     * @return whether there is nothing left, so that it can be let go
     */
    protected boolean drain(Worker worker) {
        return true;
    }

    /** A descriptor that is readable when something that was taken is done; -1 if there is none. Always the same one. */
    protected int completionFd() {
        return NO_FD;
    }

    /** The worker found it readable. */
    protected void completionReadable() {}

    /** Frees what the queue holds; when it is out of service for good. */
    public void release() {}

    /**
     * Handles up to {@link #BURST} frames.
     *
     * @return how many; 0 if there was nothing to do
     * @throws RingException if the guest broke the rules
     */
    protected abstract int serve(Worker worker);

    /**
     * Whether a visit would find work, if only a broken rule; asked before the worker sleeps, after {@link #kicksOn}.
     * Does not throw.
     */
    protected abstract boolean hasWork();

    /** Frames that wait after a visit. */
    protected abstract int waiting();

    /** Frames that wait at this moment, at least 1 standing for any number. May touch the guest's memory; does not throw. */
    protected abstract int pending();

    /** Asks the guest for a kick when there is something to do. */
    protected abstract void kicksOn();

    /** Tells the guest that kicks are not needed: its queue is looked at anyway. */
    protected abstract void kicksOff();

    /** Stops the device that this queue belongs to, later and on another thread, for this reason. Does not block. */
    public abstract void breakDevice(String reason);

    /**
     * Stops the device, as {@link #breakDevice}, because its guest broke a rule; or seemed to, since memory that has
     * shrunk yields garbage until the fault surfaces.
     */
    protected final void breakDevice(RingException broken) {
        breakDevice(isMemoryTruncated() ? TRUNCATED : broken.reason());
    }

    /** Whether the memory behind this queue has shrunk, so that using it faults. */
    protected abstract boolean isMemoryTruncated();
}
