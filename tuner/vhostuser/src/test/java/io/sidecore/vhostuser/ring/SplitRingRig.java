package io.sidecore.vhostuser.ring;

import static io.sidecore.vhostuser.rig.TestMemory.FIRST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.TestMemory;
import io.sidecore.vhostuser.rig.TestRing;
import org.junit.jupiter.api.AfterEach;

/** A split ring of a device, and its driver. */
abstract class SplitRingRig {

    static final int SIZE = 8;
    static final int MAX = 16;
    static final RingFeatures PLAIN = new RingFeatures(Features.VERSION_1 | Features.INDIRECT_DESC);
    static final RingFeatures EVENT_IDX = new RingFeatures(Features.VERSION_1 | Features.EVENT_IDX);
    static final RingFeatures NO_INDIRECT = new RingFeatures(Features.VERSION_1);

    static final long BUFFER = FIRST + 0x1000;
    static final long TABLE = FIRST + 0x2000;

    final TestMemory memory = new TestMemory();
    final TestRing driver = new TestRing(memory.at(FIRST), SIZE);
    final Chains chains = new Chains(MAX);
    final Segments segments = new Segments();

    @AfterEach
    void close() {
        memory.close();
    }

    DeviceRing ring(RingFeatures features, int base) {
        DeviceRing ring = new SplitRing(memory.guest(), driver.place(), base, features);
        ring.begin();
        return ring;
    }

    void single(int head) {
        driver.descriptor(head, BUFFER, 10, 0, 0);
        driver.offer(head);
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

    static void assertReason(String reason, Runnable deed) {
        assertEquals(reason, assertThrows(RingException.class, deed::run).reason());
    }
}
