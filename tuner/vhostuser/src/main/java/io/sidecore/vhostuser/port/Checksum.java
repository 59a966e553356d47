package io.sidecore.vhostuser.port;

import io.sidecore.vhostuser.sys.RawMemory;

/** The Internet checksum (RFC 1071): the ones' complement of the ones' complement sum of 16-bit words. */
final class Checksum {

    private Checksum() {}

    /** Adds big-endian words; a last odd byte counts as one with a zero behind it. */
    static long add(long sum, long at, int bytes) {
        long total = sum;
        int i = 0;
        for (; i + 2 <= bytes; i += 2) {
            total += Short.toUnsignedInt(Short.reverseBytes((short) RawMemory.getShort(at + i)));
        }
        return i < bytes ? total + ((RawMemory.getByte(at + i) & 0xff) << 8) : total;
    }

    /** The checksum of what was added; never 0, which for UDP would mean that there is none. */
    static int finish(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        int checksum = (int) ~folded & 0xffff;
        return checksum == 0 ? 0xffff : checksum;
    }
}
