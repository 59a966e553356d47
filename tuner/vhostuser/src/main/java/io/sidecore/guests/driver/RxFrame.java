package io.sidecore.guests.driver;

import io.sidecore.vhostuser.sys.RawMemory;

/** A received frame, perhaps spread over several buffers. A view that is used again and again: do not keep it. */
public final class RxFrame {

    private long start;
    private int startBytes;
    private long end;
    private int endBytes;
    private int bytes;

    void begin(long address, int partBytes) {
        start = address;
        startBytes = partBytes;
        end = address;
        endBytes = partBytes;
        bytes = partBytes;
    }

    void append(long address, int partBytes) {
        end = address;
        endBytes = partBytes;
        bytes += partBytes;
    }

    /** Where the frame starts, with its Ethernet header. */
    public long start() {
        return start;
    }

    /** How many bytes lie there in one piece. */
    public int startBytes() {
        return startBytes;
    }

    /** The length of the frame. */
    public int bytes() {
        return bytes;
    }

    /** Whether the last 8 bytes lie in one buffer. */
    public boolean hasLastWord() {
        return endBytes >= 8;
    }

    /** The last 8 bytes of the frame. */
    public long lastWord() {
        return RawMemory.getLong(end + endBytes - 8);
    }
}
