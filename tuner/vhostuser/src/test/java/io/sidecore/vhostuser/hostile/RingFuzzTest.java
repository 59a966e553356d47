package io.sidecore.vhostuser.hostile;

import static io.sidecore.vhostuser.rig.RawGuest.GUEST_BASE;
import static io.sidecore.vhostuser.rig.RawGuest.MEMORY_BYTES;
import static io.sidecore.vhostuser.rig.RawGuest.RING_SIZE;
import static io.sidecore.vhostuser.rig.RawGuest.RX;
import static io.sidecore.vhostuser.rig.RawGuest.TX;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.RawGuest;
import io.sidecore.vhostuser.rig.TestRing;
import io.sidecore.vhostuser.ring.SplitLayout;
import io.sidecore.vhostuser.sys.RawMemory;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rings of random content, nearly right so that it gets far, which changes while the backend reads it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RingFuzzTest {

    private static final long[] OPTIONAL = {
        0, Features.EVENT_IDX, Features.INDIRECT_DESC, Features.MRG_RXBUF, Features.VERSION_1, Features.IN_ORDER
    };
    private static final int CHANGES = 300;

    private Siege siege;

    @BeforeAll
    void start(@TempDir Path directory) {
        siege = new Siege(directory, 2, PollMode.SLEEP);
        siege.innocents().expectGarbage(); // it may flood them with more than they can take
    }

    @AfterAll
    void stop() {
        siege.close();
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 150);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyRing(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int oddity = random.nextInt(20, 5000);
        siege.backend().forgetLog(Siege.PORT);
        try (RawGuest guest = new RawGuest(siege.backend().socket(Siege.PORT))) {
            guest.connect(optional(random) | Features.PROTOCOL_FEATURES);
            for (int queue : new int[] {RX, TX}) {
                for (int i = 0; i < RING_SIZE; i++) {
                    writeDescriptor(guest.ring(queue), queue, random, oddity);
                    writeHead(guest.ring(queue), i, random, oddity);
                }
                guest.ring(queue).setAvailIndex(random.nextInt(RING_SIZE));
            }
            change(guest, random, oddity);
        }
        assertTrue(
                siege.backend().awaitEnd(Siege.PORT).matches("bad: (disconnected|stopped: .{10,200})"),
                () -> "seed " + seed + ": " + siege.backend().log(Siege.PORT));
        siege.innocents().exchange(5);
        if (seed % 25 == 0) {
            siege.assertUnharmed();
        }
    }

    private static long optional(SplittableRandom random) {
        long mask = RawGuest.FEATURES | Features.EVENT_IDX | Features.IN_ORDER;
        for (long feature : OPTIONAL) {
            mask &= random.nextInt(4) == 0 ? ~feature : -1L;
        }
        return mask;
    }

    /** What a driver writes while the device reads, at random; of so many things one is odd. */
    private void change(RawGuest guest, SplittableRandom random, int oddity) {
        for (int i = 0; i < CHANGES; i++) {
            int queue = random.nextInt(2);
            TestRing ring = guest.ring(queue);
            switch (random.nextInt(4)) {
                case 0 -> writeDescriptor(ring, queue, random, oddity);
                case 1 -> writeHead(ring, random.nextInt(RING_SIZE), random, oddity);
                case 2 -> ring.setAvailIndex(ring.usedIndex() + random.nextInt(random.nextInt(oddity) == 0 ? 400 : 20));
                default -> guest.kick(queue).signal();
            }
            if (i % 100 == 0) {
                siege.innocents().broadcast();
            }
        }
    }

    private static void writeDescriptor(TestRing ring, int queue, SplittableRandom random, int oddity) {
        long address = GUEST_BASE + random.nextLong(MEMORY_BYTES - 4096);
        int length = random.nextInt(1, 2000);
        int flags = (queue == RX ? SplitLayout.WRITE : 0) | (random.nextInt(3) == 0 ? SplitLayout.NEXT : 0);
        if (random.nextInt(oddity) == 0) {
            address = random.nextLong();
        }
        if (random.nextInt(oddity) == 0) {
            length = random.nextInt();
        }
        if (random.nextInt(oddity) == 0) {
            flags = random.nextInt(8);
        }
        ring.descriptor(random.nextInt(RING_SIZE), address, length, flags, random.nextInt(RING_SIZE));
    }

    private static void writeHead(TestRing ring, int entry, SplittableRandom random, int oddity) {
        int head = random.nextInt(random.nextInt(oddity) == 0 ? 65536 : RING_SIZE);
        RawMemory.putShort(ring.avail() + SplitLayout.RING_ENTRIES + 2L * entry, head);
    }
}
