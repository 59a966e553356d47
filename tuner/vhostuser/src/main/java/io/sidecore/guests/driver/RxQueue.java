package io.sidecore.guests.driver;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.protocol.ProtocolException;
import io.sidecore.vhostuser.ring.SplitLayout;
import io.sidecore.vhostuser.sys.RawMemory;

/** Receives frames into buffers that all lie in the ring until the device uses them, and go back as soon as read. */
public final class RxQueue {

    /** Linux posts buffers of about this size; a frame that is longer is spread over several. */
    public static final int BUFFER_BYTES = 2048;

    /** Receives frames. */
    public interface Sink {
        /** Reads a frame; afterwards its buffers are the device's again. */
        void frame(RxFrame frame);
    }

    private final DriverRing ring;
    private final boolean mergeable;
    private final long buffers;
    private final RxFrame frame = new RxFrame();

    /**
     * Posts all buffers, without showing them to the device yet.
     *
     * @param mergeable whether MRG_RXBUF was negotiated
     */
    public RxQueue(GuestMemory memory, DriverRing ring, boolean mergeable) {
        this.ring = ring;
        this.mergeable = mergeable;
        this.buffers = memory.allocate((long) ring.size() * BUFFER_BYTES);
        for (int head = 0; head < ring.size(); head++) {
            long at = memory.guestPhysical(buffer(head));
            ring.describe(head, new Descriptor(at, BUFFER_BYTES, SplitLayout.WRITE, 0));
            ring.offer(head);
        }
    }

    /** How much guest memory the queue takes, without its ring. */
    public static long bytes(int ringSize) {
        return (long) ringSize * BUFFER_BYTES;
    }

    private long buffer(int head) {
        return buffers + (long) head * BUFFER_BYTES;
    }

    /** How many buffers the device has filled and we have not read. */
    public int ready() {
        return ring.used();
    }

    /**
     * Reads frames.
     *
     * @param ready what {@link #ready} returned, or less
     * @return how many buffers were read; less than {@code ready} if the rest is the start of a frame whose end the
     *     device has not shown yet
     * @throws ProtocolException if the device hands over what is no frame
     */
    public int read(int ready, Sink sink) {
        int left = ready;
        while (left > 0) {
            int parts = parts();
            if (parts > left) {
                break;
            }
            readFrame(parts, sink);
            left -= parts;
        }
        return ready - left;
    }

    private int parts() {
        if (!mergeable) {
            return 1;
        }
        int parts = RawMemory.getShort(buffer(ring.peek()) + Features.NET_HEADER_NUM_BUFFERS);
        if (parts < 1 || parts > ring.size()) {
            throw new ProtocolException("the backend spread a frame over " + parts + " buffers of " + ring.size());
        }
        return parts;
    }

    private void readFrame(int parts, Sink sink) {
        int headerBytes = Features.NET_HEADER_BYTES;
        int written = written(headerBytes);
        frame.begin(buffer(recycle()) + headerBytes, written - headerBytes);
        for (int i = 1; i < parts; i++) {
            int partBytes = written(1);
            frame.append(buffer(recycle()), partBytes);
        }
        sink.frame(frame);
    }

    private int written(int atLeast) {
        int written = ring.writtenBytes();
        if (written < atLeast || written > BUFFER_BYTES) {
            throw new ProtocolException("the backend says it wrote " + Integer.toUnsignedString(written)
                    + " bytes into a buffer of " + BUFFER_BYTES + ", want at least " + atLeast);
        }
        return written;
    }

    /** Takes a buffer and offers it again; it may be read until {@link #flush} shows that to the device. */
    private int recycle() {
        int head = ring.take();
        ring.offer(head);
        return head;
    }

    /** Gives the device the buffers that were read. */
    public void flush() {
        ring.publish();
    }
}
