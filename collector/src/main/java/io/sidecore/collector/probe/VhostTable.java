package io.sidecore.collector.probe;

import static io.sidecore.collector.probe.VhostLayout.PLACES;
import static io.sidecore.collector.probe.VhostLayout.PLACE_BITS;
import static io.sidecore.collector.probe.VhostLayout.PLACE_WHERE;
import static io.sidecore.collector.probe.VhostLayout.PLACE_WORK;
import static io.sidecore.collector.probe.VhostLayout.PROBES;
import static io.sidecore.collector.probe.VhostLayout.TOMBSTONE;

import io.sidecore.collector.bpf.BpfMemory;

/**
 * Which works the vhost probe counts, and where: the user's half of {@code struct vhost_state}. The programs search a work
 * from its own place on until they find it, or a free place, or have passed PROBES places.
 */
final class VhostTable {

    private final BpfMemory memory;

    VhostTable(BpfMemory memory) {
        this.memory = memory;
    }

    /** As {@code own_place} in vhost.bpf.c. */
    static int ownPlace(long work) {
        return ((int) work * 0x9e3779b1) >>> (Integer.SIZE - PLACE_BITS);
    }

    /**
     * Has the programs count a work. False if there is no room.
     *
     * @param work its address in the kernel
     * @param mask poll events that queue it
     */
    boolean add(long work, int queue, int mask, int side) {
        int own = ownPlace(work);
        for (int i = 0; i < PROBES; i++) {
            long place = VhostLayout.place((own + i) & (PLACES - 1));
            long found = memory.get(place + PLACE_WORK);
            if (found == 0 || found == TOMBSTONE) {
                memory.putRelease(place + PLACE_WHERE, queue | (long) mask << 32 | (long) side << 48);
                memory.putRelease(place + PLACE_WORK, work);
                return true;
            }
        }
        return false;
    }

    void remove(long work) {
        int own = ownPlace(work);
        for (int i = 0; i < PROBES; i++) {
            int number = (own + i) & (PLACES - 1);
            if (memory.get(VhostLayout.place(number) + PLACE_WORK) == work) {
                vacate(number);
                return;
            }
        }
    }

    /** Frees a place, and the tombstones before it that no search needs to pass any more. */
    private void vacate(int number) {
        if (work(number + 1) != 0) {
            put(number, TOMBSTONE);
            return;
        }
        put(number, 0);
        for (int before = number - 1; work(before) == TOMBSTONE; before--) {
            put(before, 0);
        }
    }

    private long work(int number) {
        return memory.get(VhostLayout.place(number & (PLACES - 1)) + PLACE_WORK);
    }

    private void put(int number, long work) {
        memory.putRelease(VhostLayout.place(number & (PLACES - 1)) + PLACE_WORK, work);
    }
}
