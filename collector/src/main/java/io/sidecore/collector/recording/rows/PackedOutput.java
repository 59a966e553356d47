package io.sidecore.collector.recording.rows;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that grow. Numbers are written as LEB128: seven bits to a byte, lowest first, the top bit set but in the last. */
public final class PackedOutput {

    private static final int MAX_NUMBER_BYTES = 10;

    private byte[] bytes = new byte[4096];
    private int size;

    public void clear() {
        size = 0;
    }

    public int size() {
        return size;
    }

    /** The bytes so far, valid until the next call of another method. */
    public ByteBuffer view() {
        return ByteBuffer.wrap(bytes, 0, size);
    }

    /** All 64 bits as a number without sign. */
    public void unsigned(long value) {
        reserve(MAX_NUMBER_BYTES);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** Zig-zag, so that small negative numbers are short too: 0, -1, 1, -2 become 0, 1, 2, 3. */
    public void signed(long value) {
        unsigned((value << 1) ^ (value >> 63));
    }

    /** Its length in UTF-16 units, then each unit: exact for any string, half a surrogate pair included. */
    public void text(String text) {
        unsigned(text.length());
        for (int i = 0; i < text.length(); i++) {
            unsigned(text.charAt(i));
        }
    }

    /** Makes room for {@code count} zero bytes and returns where they are, for {@link #setBit}. */
    int zeros(int count) {
        reserve(count);
        Arrays.fill(bytes, size, size + count, (byte) 0);
        size += count;
        return size - count;
    }

    /** Sets one bit of those at {@code at}; bit 0 is the lowest of the first byte. */
    void setBit(int at, int bit) {
        bytes[at + (bit >> 3)] |= (byte) (1 << (bit & 7));
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(size, more)));
        }
    }
}
