package io.sidecore.vhostuser.ring;

import static io.sidecore.vhostuser.rig.TestMemory.FIRST;
import static io.sidecore.vhostuser.ring.PackedLayout.WRAP;
import static io.sidecore.vhostuser.ring.SplitLayout.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.TestMemory;
import io.sidecore.vhostuser.rig.TestPackedRing;
import org.junit.jupiter.api.AfterEach;

/** A packed ring of a device, and its driver. */
abstract class PackedRingRig {

    static final int SIZE = 8;
    static final int MAX = 16;
    static final int START = WRAP;
    static final RingFeatures PLAIN = new RingFeatures(Features.VERSION_1 | Features.INDIRECT_DESC);
    static final RingFeatures EVENT_IDX = new RingFeatures(Features.VERSION_1 | Features.EVENT_IDX);

    static final long BUFFER = FIRST + 0x1000;
    static final long TABLE = FIRST + 0x2000;

    final TestMemory memory = new TestMemory();
    final TestPackedRing driver = new TestPackedRing(memory.at(FIRST), SIZE);
    final Chains chains = new Chains(MAX);
    final Segments segments = new Segments();

    @AfterEach
    void close() {
        memory.close();
    }

    DeviceRing ring(RingFeatures features, int base) {
        DeviceRing ring = new PackedRing(memory.guest(), driver.place(), base, features);
        ring.begin();
        return ring;
    }

    void offer(int... ids) {
        for (int id : ids) {
            driver.offer(id, BUFFER, 10, WRITE);
        }
    }

    /** Gathers all that waits, gives it back as written with 100 bytes more for each, and publishes. */
    boolean giveBackAll(DeviceRing ring) {
        chains.clear();
        int gathered = ring.gather(chains, MAX);
        for (int i = 0; i < gathered; i++) {
            ring.note(i, chains, i, 100 + i);
        }
        ring.complete(gathered);
        return ring.publish();
    }

    void assertUsed(int id, int length, int slots) {
        assertTrue(driver.isUsed(), "id " + id);
        assertEquals(id, driver.usedId());
        assertEquals(length, driver.usedLength());
        driver.take(slots);
    }
}
