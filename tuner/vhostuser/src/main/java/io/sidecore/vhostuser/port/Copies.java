package io.sidecore.vhostuser.port;

import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.sys.RawMemory;

/**
 * Where a sender's frames are changed that a receiver cannot be given as they are: copied out of the guest's reach, given
 * a VLAN tag or relieved of it, or finished in software (checksum, segmentation). One frame at a time; made when first
 * needed. By the sender's owner only.
 */
final class Copies implements AutoCloseable {

    private static final int TAG_BYTES = 4;
    private static final int TAG_AT = 12;

    /** The frame with a tag before it, and some bytes more that reads of a word may touch. */
    private static final int AREA_BYTES = Staging.MAX_FRAME_BYTES + TAG_BYTES + 64;

    private final Segments pieces = new Segments();
    private final Frame copy = new Frame();
    private final Frame retagged = new Frame();
    private final Frame[] alone = new Frame[1];
    private final Segmenter segmenter = new Segmenter();
    private long areas;

    /** Memory for one frame, to be written to by whoever asks. */
    long area() {
        if (areas == 0) {
            areas = RawMemory.allocate(3L * AREA_BYTES);
        }
        return areas;
    }

    /** For whoever asks. */
    Segments pieces() {
        return pieces;
    }

    /** The frame in one piece that no guest can change. */
    Frame of(Frame frame) {
        if (frame == copy) {
            return copy;
        }
        long to = area();
        pieces.clear();
        frame.copyPieces(pieces);
        pieces.copyTo(to);
        copy.setWhole(to, frame.bytes());
        copy.setOffload(frame.offload(), frame.checksumOffset());
        return copy;
    }

    /** The frame with the tag of a VLAN; a tag that gave only a priority still does. */
    Frame tagged(Frame frame, int vlan) {
        long from = of(frame).address();
        long to = area() + AREA_BYTES;
        if (frame.isTagged()) {
            RawMemory.copy(from, to, frame.bytes());
            int priority = RawMemory.getByte(from + TAG_AT + 2) & 0xf0;
            RawMemory.putShort(to + TAG_AT + 2, Short.reverseBytes((short) (priority << 8 | vlan)));
            return retagged(to, frame, 0);
        }
        RawMemory.copy(from, to, TAG_AT);
        RawMemory.putShort(to + TAG_AT, Frame.TAGGED);
        RawMemory.putShort(to + TAG_AT + 2, Short.reverseBytes((short) vlan));
        RawMemory.copy(from + TAG_AT, to + TAG_AT + TAG_BYTES, frame.bytes() - TAG_AT);
        return retagged(to, frame, TAG_BYTES);
    }

    /** The frame without its tag. */
    Frame untagged(Frame frame) {
        long from = of(frame).address();
        long to = area() + AREA_BYTES;
        RawMemory.copy(from, to, TAG_AT);
        RawMemory.copy(from + TAG_AT + TAG_BYTES, to + TAG_AT, frame.bytes() - TAG_AT - TAG_BYTES);
        return retagged(to, frame, -TAG_BYTES);
    }

    private Frame retagged(long at, Frame frame, int longer) {
        retagged.setWhole(at, frame.bytes() + longer);
        long offload = frame.offload();
        retagged.setOffload(offload == 0 ? 0 : Offload.shifted(offload, longer), frame.checksumOffset());
        return retagged;
    }

    /** The frame by itself, to be given. */
    Frame[] alone(Frame frame) {
        alone[0] = frame;
        return alone;
    }

    /** Begins to finish a frame: cuts it into segments if it has to be, fills in the checksums. False if it cannot be. */
    boolean begin(Frame frame) {
        Frame whole = frame == retagged || frame == copy ? frame : of(frame);
        return segmenter.begin(whole, area() + 2L * AREA_BYTES);
    }

    /** Makes the next segment; false if there is no other. */
    boolean next() {
        return segmenter.next();
    }

    /** What {@link #next} made, to be given. */
    Frame[] segment() {
        return alone(segmenter.segment());
    }

    @Override
    public void close() {
        if (areas != 0) {
            RawMemory.free(areas);
            areas = 0;
        }
    }
}
