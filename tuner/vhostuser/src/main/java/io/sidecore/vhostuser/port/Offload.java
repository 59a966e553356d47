package io.sidecore.vhostuser.port;

/**
 * What a sender leaves to be done to a frame, as the first 8 bytes of struct virtio_net_hdr in one little-endian word
 * (virtio 1.2, section 5.1.6): flags, gso_type, hdr_len, gso_size, csum_start.
 */
final class Offload {

    /** The checksum is to be filled in. */
    static final int NEEDS_CSUM = 1;

    static final int GSO_TCPV4 = 1;
    static final int GSO_TCPV6 = 4;
    static final int GSO_ECN = 0x80;

    private static final int CHECKSUM_BYTES = 2;

    private Offload() {}

    static int flags(long word) {
        return (int) word & 0xff;
    }

    static boolean needsChecksum(long word) {
        return (word & NEEDS_CSUM) != 0;
    }

    /** 0 if the frame is not to be cut into segments. */
    static int gsoType(long word) {
        return (int) (word >>> 8) & 0xff;
    }

    /** How many bytes of a TCP stream a segment has. */
    static int segmentBytes(long word) {
        return (int) (word >>> 32) & 0xffff;
    }

    /** Where what the checksum covers begins. */
    static int checksumStart(long word) {
        return (int) (word >>> 48);
    }

    /** Leaves only what we pass on: a sender cannot know whether a checksum is right, for instance. */
    static long clean(long word) {
        long kept = (word & ~0xffL) | (word & NEEDS_CSUM);
        return needsChecksum(word) || gsoType(word) != 0 ? kept : 0;
    }

    /** Whether a frame of that length can be treated so: whoever gets it need not check again. */
    static boolean isValid(long word, int checksumOffset, int frameBytes) {
        if (word == 0) {
            return true;
        }
        int gso = gsoType(word) & ~GSO_ECN;
        boolean cuts = gso == GSO_TCPV4 || gso == GSO_TCPV6;
        boolean complete =
                needsChecksum(word) && (long) checksumStart(word) + checksumOffset + CHECKSUM_BYTES <= frameBytes;
        return complete && (cuts ? segmentBytes(word) > 0 : gsoType(word) == 0);
    }

    /** The same, for a frame that has got longer by so many bytes before its payload. */
    static long shifted(long word, int bytes) {
        long start = (long) checksumStart(word) + bytes;
        long header = ((word >>> 16) & 0xffff) + bytes;
        return (word & 0x0000_ffff_0000_ffffL) | ((start & 0xffff) << 48) | ((header & 0xffff) << 16);
    }
}
