package io.sidecore.vhostuser.ring;

import io.sidecore.vhostuser.rig.Memfd;
import io.sidecore.vhostuser.rig.TestMemory;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;

/** A backend is killed, and the next one finds what it had in flight. Its memory is as the protocol lays it out. */
abstract class InflightRig {

    static final int SIZE = 8;
    static final long BUFFER = TestMemory.SECOND;

    final TestMemory memory = new TestMemory();
    final Memfd file = new Memfd(4096);
    final Chains chains = new Chains(SIZE);

    @AfterEach
    void close() {
        memory.close();
        file.close();
    }

    /** What gives each chain back that is gathered. */
    List<Integer> gather(DeviceRing ring) {
        chains.clear();
        int count = ring.gather(chains, SIZE);
        return IntStream.range(0, count).mapToObj(i -> chains.id(i) & 0xffff).toList();
    }

    void complete(DeviceRing ring, int... indices) {
        for (int i : indices) {
            ring.note(0, chains, i, 0);
            ring.complete(1);
        }
    }

    static void publish(DeviceRing ring) {
        ring.publish();
        ring.published();
    }
}
