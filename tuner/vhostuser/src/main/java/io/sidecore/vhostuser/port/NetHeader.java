package io.sidecore.vhostuser.port;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.sys.RawMemory;

/** Writes struct virtio_net_hdr before a frame that a guest receives (virtio 1.2, section 5.1.6). */
final class NetHeader {

    private final int bytes;

    /** @param bytes its length: {@link Features#NET_HEADER_BYTES}, or 2 less, without the number of buffers */
    NetHeader(int bytes) {
        this.bytes = bytes;
    }

    /** What follows the first 8 bytes: where the checksum goes, and in how many buffers the frame is. */
    private static int tail(Frame frame, int buffers) {
        return frame.checksumOffset() | buffers << 16;
    }

    /** At one place; only what differs, as the guest's cache keeps a line that is not written. */
    void write(long at, Frame frame, int buffers) {
        long offload = frame.offload();
        if (RawMemory.getLong(at) != offload) {
            RawMemory.putLong(at, offload);
        }
        if (bytes == Features.NET_HEADER_BYTES) {
            int tail = tail(frame, buffers);
            if (RawMemory.getInt(at + 8) != tail) {
                RawMemory.putInt(at + 8, tail);
            }
        } else {
            RawMemory.putShort(at + 8, frame.checksumOffset());
        }
    }

    /** At the beginning of room that is in pieces. */
    void write(Segments room, Frame frame, int buffers) {
        for (int i = 0; i < 8; i++) {
            room.putByte(i, (int) (frame.offload() >>> (8 * i)));
        }
        int tail = tail(frame, buffers);
        for (int i = 8; i < bytes; i++) {
            room.putByte(i, tail >>> (8 * (i - 8)));
        }
    }
}
