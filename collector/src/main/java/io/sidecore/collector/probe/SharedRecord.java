package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfMemory;

/** A record that a BPF program writes while we read it; one of its words is odd meanwhile, and changes each time. */
final class SharedRecord {

    /** A record is written in some 20 ns; one that stays half-written belongs to a CPU that does not run. */
    private static final int READS = 1000;

    private SharedRecord() {}

    /**
     * Reads a whole record as it was at one time.
     *
     * @param offset of the record, in bytes
     * @param seq the word that tells of writes
     * @param words as many as the record has
     * @return false if that did not succeed
     */
    static boolean read(BpfMemory memory, long offset, int seq, long[] words) {
        for (int i = 0; i < READS; i++) {
            long before = memory.getAcquire(offset + 8L * seq);
            memory.get(offset, words);
            if ((before & 1) == 0 && memory.get(offset + 8L * seq) == before) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }
}
