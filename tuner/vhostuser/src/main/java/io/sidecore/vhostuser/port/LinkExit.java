package io.sidecore.vhostuser.port;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.vhostuser.counters.QueueRecord;
import io.sidecore.vhostuser.link.Link;
import io.sidecore.vhostuser.link.Outbox;
import io.sidecore.vhostuser.link.Outbox.Drop;
import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.worker.Worker;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The way out through a network interface. Nobody owns it: every worker gives the kernel its senders' frames itself, at
 * once, from where they lie, with what is left to be done to them. What the kernel does not take is dropped and counted;
 * nothing waits here, since the interface has a queue of its own.
 */
public final class LinkExit implements Receiver, AutoCloseable {

    private final Link link;
    private final QueueRecord counters;

    /** What a thread needs to send; it does so without a lock. */
    private final ThreadLocal<Sending> mine = ThreadLocal.withInitial(this::newSending);

    private final Queue<Sending> all = new ConcurrentLinkedQueue<>();

    private static final class Sending {

        private final Outbox outbox;
        private final Segments pieces = new Segments();

        Sending(int headerBytes) {
            outbox = new Outbox(headerBytes);
        }
    }

    /** @param counters of what the host receives here, in the order of things {@code rx}; several threads write them */
    public LinkExit(Link link, QueueRecord counters) {
        this.link = link;
        this.counters = counters;
    }

    private Sending newSending() {
        Sending sending = new Sending(link.headerBytes());
        all.add(sending);
        return sending;
    }

    @Override
    public boolean takes(Frame frame) {
        return frame.offload() == 0 || link.headerBytes() > 0;
    }

    /** {@inheritDoc} Every one. */
    @Override
    public boolean isServedBy(Worker worker) {
        return true;
    }

    @Override
    public int deliver(Frame[] frames, int from, int to, Worker worker) {
        Sending sending = mine.get();
        int before = sending.outbox.settled();
        send(sending, frames, from, to);
        return sending.outbox.settled() - before;
    }

    private void send(Sending sending, Frame[] frames, int from, int to) {
        Outbox outbox = sending.outbox;
        outbox.clear();
        try {
            for (int i = from; i < to; i++) {
                if (!add(sending, frames[i])) {
                    link.send(outbox);
                    add(sending, frames[i]);
                }
            }
            link.send(outbox);
        } finally { // also when a fault surfaces that another guest has made: some are sent
            count(outbox);
        }
    }

    private static boolean add(Sending sending, Frame frame) {
        sending.pieces.clear();
        frame.copyPieces(sending.pieces);
        return sending.outbox.add(sending.pieces, frame.offload(), frame.checksumOffset());
    }

    private void count(Outbox outbox) {
        if (outbox.sent() > 0) {
            counters.addShared(QueueCounter.PACKETS, outbox.sent());
            counters.addShared(QueueCounter.BYTES, outbox.sentBytes());
        }
        if (outbox.droppedAny()) {
            counters.addShared(QueueCounter.DROPS_FULL, outbox.dropped(Drop.FULL));
            counters.addShared(QueueCounter.DROPS_TOO_BIG, outbox.dropped(Drop.TOO_BIG));
            counters.addShared(QueueCounter.DROPS_MALFORMED, outbox.dropped(Drop.REFUSED));
            counters.addShared(QueueCounter.DROPS_DOWN, outbox.dropped(Drop.DOWN));
        }
    }

    /** {@inheritDoc} By the caller: each has its own way out. */
    @Override
    public int delivered() {
        return mine.get().outbox.settled();
    }

    /** {@inheritDoc} Here, gives it to the kernel: there is nobody else to do it. */
    @Override
    public boolean stage(Frame frame, Segments scratch) {
        Sending sending = mine.get();
        send(sending, new Frame[] {frame}, 0, 1); // announcements only
        return sending.outbox.sent() == 1;
    }

    @Override
    public void flush(Worker worker) {} // the kernel has them

    @Override
    public void wakeOwner(@Nullable Worker caller) {}

    /** Only when no worker can still send. */
    @Override
    public void close() {
        mine.remove();
        all.forEach(sending -> sending.outbox.close());
        all.clear();
    }
}
