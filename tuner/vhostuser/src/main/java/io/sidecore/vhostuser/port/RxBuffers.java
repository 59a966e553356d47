package io.sidecore.vhostuser.port;

import io.sidecore.vhostuser.ring.Chains;
import io.sidecore.vhostuser.ring.DeviceRing;
import io.sidecore.vhostuser.ring.RingException;
import io.sidecore.vhostuser.ring.RingFeatures;
import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.sys.RawMemory;

/**
 * The buffers that a guest offers to receive in, and the way of frames into them. Frames are put, and then given all at
 * once: whatever fault surfaces, perhaps another guest's, the ring says whether that has happened, and the rest follows from
 * it. What was put and not given is put again, into the same buffers.
 */
final class RxBuffers {

    /** Enough for the largest frame in the smallest buffers that drivers offer (256 bytes). */
    private static final int MAX_CHAINS = Staging.MAX_FRAME_BYTES / 256 + 2;

    /** Buffers that are read ahead: as many as a burst of frames needs. */
    private static final int READ_AHEAD = Burst.MAX;

    private final DeviceRing ring;
    private final boolean mergeable;
    private final int headerBytes;
    private final NetHeader header;

    /** The guest's buffers that were read, and the first of them that holds no frame that was given. */
    private final Chains buffers = new Chains(MAX_CHAINS);

    private int next;
    private final Segments from = new Segments();
    private final Segments room = new Segments();

    // What was put: the buffers that it takes from the next on, frames that are dealt with then, and those of them that
    // the
    // guest gets.

    private int chains;
    private int dealtWith;
    private int frames;
    private long bytes;

    /** What its last frame is called by whoever put it. */
    private long label;

    /** It is about to be given: it has been once the ring has given back so many chains. */
    private boolean isDue;

    private int dueGivenBack;

    // What was given.

    private int allDealtWith;
    private long lastLabel;
    private int uncountedFrames;
    private long uncountedBytes;
    private int uncountedTooBig;

    /** @param noLabel the label of the last frame while there was none */
    RxBuffers(DeviceRing ring, RingFeatures features, long noLabel) {
        this.ring = ring;
        this.mergeable = features.mergeable();
        this.headerBytes = features.netHeaderBytes();
        this.header = new NetHeader(headerBytes);
        this.label = noLabel;
        this.lastLabel = noLabel;
    }

    /** Frames are about to be put; those that were put and not given are not there. */
    void begin() {
        settle();
        forgetPut();
    }

    /** Calls nothing, as {@link #given}. */
    private void forgetPut() {
        chains = 0;
        dealtWith = 0;
        frames = 0;
        bytes = 0;
        label = lastLabel;
        isDue = false;
    }

    /** Whether a buffer is read, or can be. Apart from {@link #put}, which the JIT compiler inlines only if it stays small. */
    boolean hasNext() {
        return next + chains < buffers.taken() || readAhead();
    }

    /** Returns false if the guest's buffers cannot hold the frame at the moment; drops it if they never can. */
    boolean put(Frame frame) {
        int i = next + chains;
        int needed = headerBytes + frame.bytes();
        if (!buffers.isSingle(i) || buffers.length(i) < needed || frame.address() == 0) {
            return putInPieces(frame, needed);
        }
        requireWritable(i);
        long at = buffers.address(i);
        header.write(at, frame, 1);
        RawMemory.copy(frame.address(), at + headerBytes, frame.bytes());
        ring.markDirty(at, needed);
        ring.note(chains, buffers, i, needed);
        add(1, frame.bytes());
        return true;
    }

    /** The frame that was put last is called so. */
    void label(long called) {
        label = called;
    }

    private void add(int chainsOfFrame, int frameBytes) {
        chains += chainsOfFrame;
        dealtWith++;
        frames++;
        bytes += frameBytes;
    }

    private boolean readAhead() {
        give();
        buffers.clear();
        next = 0;
        ring.rewind(); // changes nothing, unless a fault surfaced while buffers were read
        return ring.gather(buffers, READ_AHEAD) > 0;
    }

    private void requireWritable(int i) {
        if (buffers.writable(i) != buffers.bytes(i)) {
            throw new RingException("a buffer for the device to read in a receive queue");
        }
    }

    private boolean putInPieces(Frame frame, int needed) {
        int reserved = reserve(needed);
        if (reserved == 0) {
            return false;
        }
        if (room.bytes() < needed) { // nor ever will
            uncountedTooBig++;
            dealtWith++;
            return true;
        }
        header.write(room, frame, reserved);
        from.clear();
        frame.copyPieces(from);
        from.copyTo(room, headerBytes);
        int left = needed;
        for (int k = chains; k < chains + reserved; k++) {
            int written = Math.min(left, buffers.bytes(next + k));
            ring.note(k, buffers, next + k, written);
            left -= written;
        }
        room.markDirty(ring);
        add(reserved, frame.bytes());
        return true;
    }

    /** Collects chains until they have that much room, or no more may be; returns how many, 0 if there are too few. */
    private int reserve(int needed) {
        room.clear();
        int most = mergeable ? MAX_CHAINS - 1 : 1;
        int reserved = 0;
        while (room.bytes() < needed && reserved < most) {
            if (reserved == ring.size()) { // the guest has no more to bring
                return reserved;
            }
            if (next + chains + reserved == buffers.taken() && !readFurther(reserved)) {
                return 0;
            }
            int i = next + chains + reserved;
            requireWritable(i);
            buffers.copyPieces(i, room);
            reserved++;
        }
        return reserved;
    }

    /** Makes room for more chains behind those reserved, and reads some; they keep their places. */
    private boolean readFurther(int reserved) {
        give();
        if (next > 0) { // those before are completed: read the others again, from the beginning
            buffers.clear();
            next = 0;
            ring.rewind();
            return ring.gather(buffers, MAX_CHAINS - 1) > reserved;
        }
        return ring.gather(buffers, MAX_CHAINS - 1 - buffers.taken()) > 0;
    }

    /** Gives the guest all that was put; it sees that when the ring is published. */
    void give() {
        dueGivenBack = ring.givenBack() + chains;
        isDue = true;
        ring.complete(chains);
        begin();
    }

    /** Takes note of what the ring has given, should a fault have come before that. */
    void settle() {
        if (isDue && ring.givenBack() == dueGivenBack) {
            given();
        }
    }

    /** Calls nothing, so no fault surfaces in its midst. */
    private void given() {
        allDealtWith += dealtWith;
        uncountedFrames += frames;
        uncountedBytes += bytes;
        next += chains;
        lastLabel = label;
        isDue = false;
    }

    /** How many frames were given in all, or dropped since no buffers can hold them; may wrap. */
    int dealtWith() {
        return allDealtWith;
    }

    /** What the frame that was given last is called. */
    long lastLabel() {
        return lastLabel;
    }

    /** Frames given since this was last asked. */
    int takeFrames() {
        int count = uncountedFrames;
        uncountedFrames = 0;
        return count;
    }

    /** Their bytes. */
    long takeBytes() {
        long count = uncountedBytes;
        uncountedBytes = 0;
        return count;
    }

    /** Frames dropped since this was last asked, as no buffers can hold them. */
    int takeTooBig() {
        int count = uncountedTooBig;
        uncountedTooBig = 0;
        return count;
    }
}
