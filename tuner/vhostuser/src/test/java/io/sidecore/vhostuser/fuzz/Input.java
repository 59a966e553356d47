package io.sidecore.vhostuser.fuzz;

import java.util.Arrays;

/** A fuzzer's bytes, taken one after the other; zeros when there are no more. */
public final class Input {

    private final byte[] bytes;
    private int at;

    public Input(byte[] bytes) {
        this.bytes = bytes;
    }

    public boolean isEmpty() {
        return at >= bytes.length;
    }

    public int octet() {
        return at < bytes.length ? bytes[at++] & 0xff : 0;
    }

    public int word() {
        return octet() | octet() << 8;
    }

    public long number() {
        long number = 0;
        for (int i = 0; i < 8; i++) {
            number |= (long) octet() << (8 * i);
        }
        return number;
    }

    /** So many bytes, or as many as there are. */
    public byte[] take(int count) {
        int end = Math.min(bytes.length, at + count);
        byte[] taken = Arrays.copyOfRange(bytes, at, Math.max(at, end));
        at = Math.max(at, end);
        return taken;
    }
}
