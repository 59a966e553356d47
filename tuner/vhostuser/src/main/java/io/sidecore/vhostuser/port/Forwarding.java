package io.sidecore.vhostuser.port;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.vhostuser.worker.Worker;
import org.jspecify.annotations.Nullable;

/**
 * The way of frames through a {@link Switch}. Frames of one burst that follow each other with the same addresses are
 * carried on together.
 */
public final class Forwarding implements Outlet {

    /** The lowest bit of an address's first byte: a group, or all. */
    private static final long GROUP_BIT = 1;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Switch fabric;

    public Forwarding(Switch fabric) {
        this.fabric = fabric;
    }

    @Override
    public void send(Burst burst, Sender sender, Worker worker) {
        Frame[] frames = burst.frames();
        while (!burst.isDone()) {
            int start = burst.first();
            Frame frame = frames[start];
            if (!frame.isUsable()) {
                burst.requireReadable(start);
                sender.drop(QueueCounter.DROPS_MALFORMED, 1);
                burst.complete(1);
            } else if (frame.isTagged() || sender.port().isSteered()) {
                forward(frame, burst, start + 1, sender, worker);
            } else {
                int end = start + 1;
                while (end < burst.end() && frames[end].isLike(frame)) {
                    end++;
                }
                forward(frame, burst, end, sender, worker);
            }
        }
    }

    /** Frames from the burst's first to before {@code end}, which are like the one given. */
    private void forward(Frame frame, Burst burst, int end, Sender sender, Worker worker) {
        Port from = sender.port();
        // A tag decides where the frame may go: its guest must not change it after it was looked at.
        Frame settled = frame.isTagged() ? sender.copies().of(frame) : frame;
        int tag = settled.isTagged() ? settled.vlan() : 0;
        int vlan = from.vlans().of(tag);
        if (vlan == Vlans.NOT_CARRIED) {
            drop(QueueCounter.DROPS_VLAN, burst, end, sender);
            return;
        }
        int now = (int) (worker.nowNanos() / NANOS_PER_SECOND);
        if ((frame.source() & GROUP_BIT) == 0) {
            fabric.table().learn(frame.source(), vlan, from.index(), now);
        }
        if (from.isSteered()) {
            from.steering().learn(frame, sender.pair());
        }
        boolean group = (frame.destination() & GROUP_BIT) != 0;
        int to = group ? MacTable.UNKNOWN : fabric.table().portOf(frame.destination(), vlan, now);
        Port target = to == MacTable.UNKNOWN ? onlyOther(from, vlan) : fabric.ports()[to];
        Frame copied = settled == frame ? null : settled;
        if (target == null) {
            flood(copied, burst, end, vlan, sender, worker);
        } else if (target == from || !target.vlans().carries(vlan)) {
            drop(QueueCounter.DROPS_NO_PORT, burst, end, sender);
        } else {
            giveAll(target, copied, burst, end, vlan, sender, worker);
        }
    }

    /** The port that all frames from this one go to in any case, if there is just one other; else null. */
    private @Nullable Port onlyOther(Port from, int vlan) {
        Port only = null;
        for (Port port : fabric.ports()) {
            if (port != null && port != from && port.vlans().carries(vlan)) {
                if (only != null) {
                    return null;
                }
                only = port;
            }
        }
        return only;
    }

    private static void drop(QueueCounter reason, Burst burst, int end, Sender sender) {
        int frames = end - burst.first();
        sender.drop(reason, frames);
        burst.complete(frames);
    }

    private void giveAll(
            Port to, @Nullable Frame copied, Burst burst, int end, int vlan, Sender sender, Worker worker) {
        Frame[] frames = burst.frames();
        while (burst.first() < end) {
            int start = burst.first();
            Receiver receiver = to.receiver(frames[start]);
            if (receiver == null) {
                drop(QueueCounter.DROPS_NO_PORT, burst, end, sender);
            } else if (copied != null || to.vlans().isTagged(vlan) || !receiver.takes(frames[start])) {
                giveChanged(to, receiver, copied == null ? frames[start] : copied, vlan, sender, worker);
                burst.complete(1);
            } else {
                int same = start + 1;
                while (same < end
                        && receiver.takes(frames[same])
                        && (!to.isSteered() || to.receiver(frames[same]) == receiver)) {
                    same++;
                }
                sender.delivery().give(receiver, burst, same, worker);
            }
        }
    }

    /** Gives a frame as the port and the receiver can take it: with its tag or without, and with nothing left to do. */
    private static void giveChanged(Port to, Receiver receiver, Frame frame, int vlan, Sender sender, Worker worker) {
        Copies copies = sender.copies();
        Frame fitting = fitting(frame, vlan, to.vlans().isTagged(vlan), copies);
        if (receiver.takes(fitting)) {
            sender.delivery().giveAlone(receiver, copies.alone(fitting), worker);
            return;
        }
        if (!copies.begin(fitting)) {
            sender.drop(QueueCounter.DROPS_MALFORMED, 1);
            return;
        }
        while (copies.next()) {
            sender.delivery().giveAlone(receiver, copies.segment(), worker);
        }
    }

    private static Frame fitting(Frame frame, int vlan, boolean wantsTag, Copies copies) {
        if (vlan == 0) {
            return frame; // nothing is said of VLANs: a tag that gives only a priority stays, like any other
        }
        if (wantsTag) {
            return frame.isTagged() && frame.vlan() == vlan ? frame : copies.tagged(frame, vlan);
        }
        return frame.isTagged() ? copies.untagged(frame) : frame;
    }

    private void flood(@Nullable Frame copied, Burst burst, int end, int vlan, Sender sender, Worker worker) {
        while (burst.first() < end) {
            Frame frame = copied == null ? burst.frames()[burst.first()] : copied;
            if (sender.recipients().isOpen() || sender.floods().allows(worker.nowNanos())) {
                floodOne(frame, vlan, sender, worker);
            } else {
                sender.drop(QueueCounter.DROPS_FLOOD_LIMIT, 1);
            }
            burst.complete(1);
        }
    }

    private void floodOne(Frame frame, int vlan, Sender sender, Worker worker) {
        Recipients recipients = sender.recipients();
        recipients.begin();
        boolean taken = false;
        for (Port port : fabric.ports()) {
            Receiver receiver =
                    port == null || port == sender.port() || !port.vlans().carries(vlan) ? null : port.receiver(frame);
            if (receiver == null) {
                continue;
            }
            if (!recipients.contains(receiver)) {
                giveChanged(port, receiver, frame, vlan, sender, worker);
                recipients.add(receiver);
            }
            taken = true;
        }
        if (!taken) {
            sender.drop(QueueCounter.DROPS_NO_PORT, 1);
        }
        recipients.end();
    }
}
