package io.sidecore.vhostuser.rig;

/** RFC 1071, word by word as it is written there: to compare with. */
public final class InternetChecksum {

    private InternetChecksum() {}

    /** Of big-endian words, the last of which may lack its second byte. */
    public static long sum(byte[] bytes, int at, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            int value = bytes[at + i] & 0xff;
            sum += i % 2 == 0 ? value << 8 : value;
        }
        return sum;
    }

    /** With the carries added in. */
    public static int fold(long sum) {
        long folded = sum;
        while (folded > 0xffff) {
            folded = folded / 0x10000 + folded % 0x10000;
        }
        return (int) folded;
    }
}
