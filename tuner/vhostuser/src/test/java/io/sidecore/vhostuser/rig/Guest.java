package io.sidecore.vhostuser.rig;

import static io.sidecore.vhostuser.rig.RawGuest.BUFFER_BYTES;
import static io.sidecore.vhostuser.rig.RawGuest.GUEST_BASE;
import static io.sidecore.vhostuser.rig.RawGuest.RING_SIZE;
import static io.sidecore.vhostuser.rig.RawGuest.RX;
import static io.sidecore.vhostuser.rig.RawGuest.TX;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.ring.SplitLayout;
import io.sidecore.vhostuser.sys.RawMemory;
import java.nio.file.Path;

/** A well-behaved guest: sends numbered frames, takes what it gets, and gives the buffers back. One thread uses it. */
public final class Guest implements AutoCloseable {

    public static final long BROADCAST = 0xffff_ffff_ffffL;
    public static final int MIN_FRAME_BYTES = 60;

    private static final int SOURCE_AT = 6;
    private static final int SEQUENCE_AT = 14;

    /** Takes a frame that came in; it is intact if it ends as {@link #send} ended it. */
    public interface Receiver {
        void frame(long source, long sequence, int bytes, boolean intact);
    }

    private final RawGuest raw;
    private final long mac;
    private final boolean eventIdx;
    private int usedSeen;

    public Guest(Path socket, int number, long features) {
        raw = new RawGuest(socket);
        mac = mac(number);
        eventIdx = (features & Features.EVENT_IDX) != 0;
        for (int i = 0; i < RING_SIZE; i++) {
            raw.ring(RX).descriptor(i, GUEST_BASE + RawGuest.buffer(RX, i), BUFFER_BYTES, SplitLayout.WRITE, 0);
            raw.ring(RX).offer(i);
        }
        raw.connect(features);
    }

    /** A local address of no group, as a little-endian read of a frame yields it. */
    public static long mac(int number) {
        return 0x02 | ((long) number << 8);
    }

    public long mac() {
        return mac;
    }

    public RawGuest raw() {
        return raw;
    }

    /** How many frames sent were not given back yet. */
    public int inFlight() {
        TestRing tx = raw.ring(TX);
        return (tx.availIndex() - tx.usedIndex()) & 0xffff;
    }

    /** Sends a frame, unless the ring is full; returns whether it did. */
    public boolean send(long to, long sequence, int bytes) {
        if (inFlight() == RING_SIZE) {
            return false;
        }
        TestRing tx = raw.ring(TX);
        int index = tx.availIndex();
        int head = index & (RING_SIZE - 1);
        long buffer = RawGuest.buffer(TX, head);
        long frame = raw.memory().address() + buffer + Features.NET_HEADER_BYTES;
        RawMemory.clear(frame - Features.NET_HEADER_BYTES, Features.NET_HEADER_BYTES);
        RawMemory.putLong(frame, to);
        RawMemory.putLong(frame + SOURCE_AT, mac);
        RawMemory.putLong(frame + SEQUENCE_AT, sequence);
        RawMemory.putLong(frame + bytes - 8, ~sequence);
        tx.descriptor(head, GUEST_BASE + buffer, Features.NET_HEADER_BYTES + bytes, 0, 0);
        tx.offer(head);
        kickIfWanted(TX, index);
        return true;
    }

    private void kickIfWanted(int queue, int olderIndex) {
        TestRing ring = raw.ring(queue);
        RawMemory.fullFence();
        boolean wanted = eventIdx
                ? SplitLayout.passes(ring.availEvent(), ring.availIndex(), olderIndex)
                : (ring.usedFlags() & SplitLayout.NO_NOTIFY) == 0;
        if (wanted) {
            raw.kick(queue).signal();
        }
    }

    /** Takes all frames that have come in; returns how many. */
    public int receive(Receiver receiver) {
        TestRing rx = raw.ring(RX);
        int before = rx.availIndex();
        int frames = 0;
        for (int until = rx.usedIndex(); usedSeen != until; usedSeen = (usedSeen + 1) & 0xffff) {
            int head = rx.usedHead(usedSeen);
            if (head < 0 || head >= RING_SIZE) {
                throw new AssertionError("the backend gave back head " + head);
            }
            int bytes = rx.usedLength(usedSeen) - Features.NET_HEADER_BYTES;
            take(raw.memory().address() + RawGuest.buffer(RX, head) + Features.NET_HEADER_BYTES, bytes, receiver);
            rx.offer(head);
            frames++;
        }
        if (frames > 0) {
            kickIfWanted(RX, before);
        }
        return frames;
    }

    private static void take(long frame, int bytes, Receiver receiver) {
        long sequence = RawMemory.getLong(frame + SEQUENCE_AT);
        long source = RawMemory.getLong(frame + SOURCE_AT) & 0xffff_ffff_ffffL;
        boolean intact = bytes >= MIN_FRAME_BYTES && RawMemory.getLong(frame + bytes - 8) == ~sequence;
        receiver.frame(source, sequence, bytes, intact);
    }

    @Override
    public void close() {
        raw.close();
    }
}
