package io.sidecore.vhostuser.port;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Which port a MAC address was last seen at, in each VLAN, and when. Workers read and write it without a lock: an entry
 * is one 64-bit word, address above and port below, so it is always whole; of two writers to one slot either may win, and
 * the other's address is flooded until it is learned again.
 *
 * <p>An address of another VLAN than 0 is mixed with a secret of that VLAN, which leaves it its 48 bits: no guest can
 * find two that meet, and by chance they do once in 2^48.
 */
final class MacTable {

    static final int UNKNOWN = -1;

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle AGE = MethodHandles.arrayElementVarHandle(int[].class);
    private static final int BUCKETS = 1024;
    private static final int WAYS = 4;
    private static final int VLANS = 4096;
    private static final long MAC_MASK = 0xffff_ffff_ffffL;

    private final long[] words = new long[BUCKETS * WAYS];

    /** When each entry was last seen, in seconds. */
    private final int[] seen = new int[BUCKETS * WAYS];

    private final long[] secrets = new long[VLANS];
    private final AtomicIntegerArray counts = new AtomicIntegerArray(Switch.MAX_PORTS);

    /** When the old addresses of a port were last looked for. */
    private final AtomicIntegerArray swept = new AtomicIntegerArray(Switch.MAX_PORTS);

    /** Lest a guest finds addresses that push out just another's: which bucket an address is in. */
    private final long seed;

    private final int ageingSeconds;
    private final int limit;

    /**
     * @param ageingSeconds after how long an address that is not seen any more is forgotten
     * @param limit how many addresses one port may have
     */
    MacTable(int ageingSeconds, int limit) {
        this.ageingSeconds = ageingSeconds;
        this.limit = limit;
        SecureRandom random = new SecureRandom();
        seed = random.nextLong();
        for (int vlan = 1; vlan < VLANS; vlan++) {
            secrets[vlan] = random.nextLong() & MAC_MASK;
        }
    }

    /**
     * Where a frame to that address should go.
     *
     * @param mac 48 bits, first byte lowest, as a little-endian read of a frame yields it
     * @param nowSeconds of the same clock as in {@link #learn}
     * @return the port's index, or {@link #UNKNOWN}
     */
    int portOf(long mac, int vlan, int nowSeconds) {
        long key = mac ^ secrets[vlan];
        int bucket = bucket(key);
        for (int way = 0; way < WAYS; way++) {
            long word = (long) WORD.getOpaque(words, bucket + way);
            if (word >>> 16 == key && word != 0) {
                boolean old = nowSeconds - (int) AGE.getOpaque(seen, bucket + way) > ageingSeconds;
                return old ? UNKNOWN : (int) (word & 0xffff);
            }
        }
        return UNKNOWN;
    }

    /**
     * Notes where an address is. A full bucket forgets the address that was not seen for longest. A port that has as many
     * addresses as it may have learns no further ones, so that its guest cannot push out those of others.
     */
    void learn(long mac, int vlan, int port, int nowSeconds) {
        long key = mac ^ secrets[vlan];
        long entry = (key << 16) | port;
        int bucket = bucket(key);
        int slot = slotFor(key, bucket, nowSeconds);
        long word = (long) WORD.getOpaque(words, slot);
        if (word == entry) {
            if ((int) AGE.getOpaque(seen, slot) != nowSeconds) {
                AGE.setOpaque(seen, slot, nowSeconds);
            }
            return;
        }
        if (counts.get(port) < limit || makesRoom(port, nowSeconds)) {
            AGE.setOpaque(seen, slot, nowSeconds);
            replace(slot, word, entry);
        }
    }

    /** Forgets what is too old at a port that has as many addresses as it may have; not more than once a second. */
    private boolean makesRoom(int port, int nowSeconds) {
        if (swept.getAndSet(port, nowSeconds) != nowSeconds) {
            for (int i = 0; i < words.length; i++) {
                long word = (long) WORD.getOpaque(words, i);
                boolean old = nowSeconds - (int) AGE.getOpaque(seen, i) > ageingSeconds;
                if (word != 0 && (word & 0xffff) == port && old) {
                    replace(i, word, 0L);
                }
            }
        }
        return counts.get(port) < limit;
    }

    /** Where the address is; else a free entry; else the one that was not seen for longest. */
    private int slotFor(long key, int bucket, int nowSeconds) {
        int best = bucket;
        int bestAge = -1;
        for (int way = 0; way < WAYS; way++) {
            long word = (long) WORD.getOpaque(words, bucket + way);
            if (word >>> 16 == key && word != 0) {
                return bucket + way;
            }
            int age = word == 0 ? Integer.MAX_VALUE : nowSeconds - (int) AGE.getOpaque(seen, bucket + way);
            if (age > bestAge) {
                best = bucket + way;
                bestAge = age;
            }
        }
        return best;
    }

    private void replace(int slot, long word, long entry) {
        if (WORD.compareAndSet(words, slot, word, entry)) {
            if (word != 0) {
                counts.getAndDecrement((int) (word & 0xffff));
            }
            if (entry != 0) {
                counts.getAndIncrement((int) (entry & 0xffff));
            }
        }
    }

    /** Forgets all addresses at a port. */
    void forget(int port) {
        for (int i = 0; i < words.length; i++) {
            long word = (long) WORD.getOpaque(words, i);
            if (word != 0 && (word & 0xffff) == port) {
                replace(i, word, 0L);
            }
        }
    }

    private int bucket(long key) {
        long mixed = (key ^ seed) * 0x9e3779b97f4a7c15L; // Fibonacci hashing: MACs of guests differ in few bits
        return (int) (mixed >>> 54) * WAYS;
    }
}
