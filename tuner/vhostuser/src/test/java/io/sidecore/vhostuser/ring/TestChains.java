package io.sidecore.vhostuser.ring;

/** Chains without a ring, for tests of what is done with them. */
public final class TestChains {

    private TestChains() {}

    /** One chain to be read, of pieces that follow each other in memory. */
    public static Chains of(long at, int... lengths) {
        Chains chains = new Chains(1);
        long address = at;
        chains.begin();
        for (int length : lengths) {
            chains.add(address, length, false);
            address += length;
        }
        chains.end(0, 1);
        return chains;
    }
}
