package io.sidecore.collector.recording.rows;

/** Reads what {@link PackedOutput} wrote. Trusts nothing: whatever is not so is a {@link MalformedException}. */
public final class PackedInput {

    private final byte[] bytes;
    private final int end;
    private int next;

    /** The first {@code length} of {@code bytes}, which must not change meanwhile. */
    public PackedInput(byte[] bytes, int length) {
        this.bytes = bytes;
        this.end = length;
    }

    public boolean atEnd() {
        return next == end;
    }

    public long unsigned() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = oneByte();
            value |= (b & 0x7FL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new MalformedException("a number of more than 10 bytes");
    }

    public long signed() {
        long value = unsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    /** A number in [0,max]. */
    public int count(int max, String of) {
        long value = unsigned();
        if (value < 0 || value > max) {
            throw new MalformedException(Long.toUnsignedString(value) + " " + of + ", more than " + max);
        }
        return (int) value;
    }

    /** A string; its length is believed only as far as there are bytes for it. */
    public String text() {
        int length = count(end - next, "characters in a text");
        char[] units = new char[length];
        for (int i = 0; i < length; i++) {
            units[i] = (char) count(Character.MAX_VALUE, "as a character");
        }
        return new String(units);
    }

    /** Passes over {@code count} bytes and returns where they are, for {@link #bit}. */
    int skip(int count) {
        if (end - next < count) {
            throw new MalformedException("it ends too early");
        }
        next += count;
        return next - count;
    }

    boolean bit(int at, int bit) {
        return (bytes[at + (bit >> 3)] >> (bit & 7) & 1) != 0;
    }

    /** The eight bits that begin with {@code bit}, a multiple of 8. */
    boolean anyOfEight(int at, int bit) {
        return bytes[at + (bit >> 3)] != 0;
    }

    private byte oneByte() {
        if (next == end) {
            throw new MalformedException("it ends too early");
        }
        return bytes[next++];
    }
}
