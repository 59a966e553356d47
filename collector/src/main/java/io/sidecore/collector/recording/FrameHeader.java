package io.sidecore.collector.recording;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What stands before each payload; the package description has the layout.
 *
 * @param storedBytes of the payload as it lies in the file
 * @param payloadBytes once inflated
 */
record FrameHeader(
        Kind kind,
        boolean deflated,
        int sequence,
        int storedBytes,
        int payloadBytes,
        long atNanos,
        long atEpochMillis,
        int payloadCrc) {

    static final int BYTES = 44;

    /** Bounds what a hostile file can make us allocate; 10 000 busy virtqueues need 3 MiB. */
    static final int MAX_PAYLOAD_BYTES = 32 << 20;

    private static final int MARKER = 0xA74653F5; // f5 'S' 'F' a7
    private static final int CRC_AT = 40;

    /** The kinds of frame, by number from 1. */
    enum Kind {
        KEY,
        DELTA,
        END
    }

    void write(ByteBuffer to) {
        int start = to.position();
        to.order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MARKER)
                .put((byte) (kind.ordinal() + 1))
                .put((byte) (deflated ? 1 : 0))
                .putShort((short) 0)
                .putInt(sequence)
                .putInt(storedBytes)
                .putInt(payloadBytes)
                .putLong(atNanos)
                .putLong(atEpochMillis)
                .putInt(payloadCrc)
                .putInt(crc(to.duplicate().position(start).limit(start + CRC_AT)));
    }

    /** The header at a place in a buffer with {@link #BYTES} behind it; absent if there is none, or a damaged one. */
    static Optional<FrameHeader> read(ByteBuffer from, int at) {
        ByteBuffer bytes = from.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(at);
        if (bytes.getInt() != MARKER) {
            return Optional.empty();
        }
        int kind = bytes.get() - 1;
        boolean deflated = (bytes.get() & 1) != 0;
        bytes.getShort();
        if (bytes.getInt(at + CRC_AT) != crc(bytes.duplicate().position(at).limit(at + CRC_AT))
                || kind < 0
                || kind >= Kind.values().length) {
            return Optional.empty();
        }
        FrameHeader header = new FrameHeader(
                Kind.values()[kind],
                deflated,
                bytes.getInt(),
                bytes.getInt(),
                bytes.getInt(),
                bytes.getLong(),
                bytes.getLong(),
                bytes.getInt());
        return header.isSane() ? Optional.of(header) : Optional.empty();
    }

    private boolean isSane() {
        return sequence >= 0
                && storedBytes >= 0
                && payloadBytes >= 0
                && payloadBytes <= MAX_PAYLOAD_BYTES
                && storedBytes <= payloadBytes
                && (deflated || storedBytes == payloadBytes);
    }

    static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
