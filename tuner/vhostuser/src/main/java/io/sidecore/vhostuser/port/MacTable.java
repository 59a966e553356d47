package io.sidecore.vhostuser.port;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Which port a MAC address was last seen at. Workers read and write it without a lock: an entry is one 64-bit word, MAC
 * above and port below, so it is always whole; of two writers to one slot either may win, and the other's address is
 * flooded until it is learned again.
 */
final class MacTable {

    static final int UNKNOWN = -1;

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int BUCKETS = 1024;
    private static final int WAYS = 4;

    private final long[] words = new long[BUCKETS * WAYS];

    /**
     * Where a frame to that address should go.
     *
     * @param mac 48 bits, first byte lowest, as a little-endian read of a frame yields it
     * @return the port's index, or {@link #UNKNOWN}
     */
    int portOf(long mac) {
        int bucket = bucket(mac);
        for (int way = 0; way < WAYS; way++) {
            long word = (long) WORD.getOpaque(words, bucket + way);
            if (word >>> 16 == mac && word != 0) {
                return (int) (word & 0xffff);
            }
        }
        return UNKNOWN;
    }

    /** Notes where an address is. A full bucket forgets one of its addresses. */
    void learn(long mac, int port) {
        long entry = (mac << 16) | port;
        int bucket = bucket(mac);
        int free = bucket + (int) ((mac >>> 24) & (WAYS - 1));
        for (int way = WAYS - 1; way >= 0; way--) {
            long word = (long) WORD.getOpaque(words, bucket + way);
            if (word == entry) {
                return;
            }
            if (word >>> 16 == mac) {
                free = bucket + way;
                break;
            }
            if (word == 0) {
                free = bucket + way;
            }
        }
        WORD.setOpaque(words, free, entry);
    }

    /** Forgets all addresses at a port. */
    void forget(int port) {
        for (int i = 0; i < words.length; i++) {
            long word = (long) WORD.getOpaque(words, i);
            if (word != 0 && (word & 0xffff) == port) {
                WORD.compareAndSet(words, i, word, 0L);
            }
        }
    }

    private static int bucket(long mac) {
        long mixed = mac * 0x9e3779b97f4a7c15L; // Fibonacci hashing: MACs of guests differ in few bits
        return (int) (mixed >>> 54) * WAYS;
    }
}
