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
import io.sidecore.vhostuser.rig.TestPackedRing;
import io.sidecore.vhostuser.ring.PackedLayout;
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

/** As {@link RingFuzzTest}, for packed rings: most descriptors are made available in the right lap. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PackedRingFuzzTest {

    private static final int CHANGES = 600;

    private Siege siege;

    @BeforeAll
    void start(@TempDir Path directory) {
        siege = new Siege(directory, 2, PollMode.SLEEP);
        siege.innocents().expectGarbage();
    }

    @AfterAll
    void stop() {
        siege.close();
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyRing(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int oddity = random.nextInt(20, 5000);
        siege.backend().forgetLog(Siege.PORT);
        try (RawGuest guest = new RawGuest(siege.backend().socket(Siege.PORT))) {
            long optional = random.nextBoolean() ? Features.EVENT_IDX : 0;
            guest.connect(RawGuest.FEATURES | Features.RING_PACKED | optional);
            int[] at = {0, 0};
            for (int queue : new int[] {RX, TX}) {
                for (int i = random.nextInt(RING_SIZE); i > 0; i--) {
                    write(guest, queue, at[queue]++, random, oddity);
                }
            }
            for (int i = 0; i < CHANGES; i++) {
                change(guest, at, random, oddity);
                if (i % 200 == 0) {
                    siege.innocents().broadcast();
                }
            }
        }
        assertTrue(
                siege.backend().awaitEnd(Siege.PORT).matches("bad: (disconnected|stopped: .{10,200})"),
                () -> "seed " + seed + ": " + siege.backend().log(Siege.PORT));
        siege.innocents().exchange(5);
        if (seed % 25 == 0) {
            siege.assertUnharmed();
        }
    }

    private static void change(RawGuest guest, int[] at, SplittableRandom random, int oddity) {
        int queue = random.nextInt(2);
        switch (random.nextInt(6)) {
            case 0 -> guest.kick(queue).signal();
            case 1 -> RawMemory.putInt(guest.ring(queue).avail(), random.nextInt()); // when to be called
            case 2 -> write(guest, queue, random.nextInt(2 * RING_SIZE), random, oddity);
            default -> write(guest, queue, at[queue]++, random, oddity);
        }
    }

    /** The n-th descriptor from the start: the handshake begins in a lap whose wrap counter is 0. */
    private static void write(RawGuest guest, int queue, int n, SplittableRandom random, int oddity) {
        boolean wrap = (n / RING_SIZE & 1) != 0;
        int flags = (queue == RX ? SplitLayout.WRITE : 0)
                | (random.nextInt(3) == 0 ? SplitLayout.NEXT : 0)
                | (wrap ? PackedLayout.AVAIL : PackedLayout.USED);
        long address = GUEST_BASE + random.nextLong(MEMORY_BYTES - 4096);
        int length = random.nextInt(1, 2000);
        if (random.nextInt(oddity) == 0) {
            address = random.nextLong();
        }
        if (random.nextInt(oddity) == 0) {
            length = random.nextInt();
        }
        if (random.nextInt(oddity) == 0) {
            flags = random.nextInt(65536);
        }
        long slot = guest.ring(queue).descriptors() + 16L * (n % RING_SIZE);
        TestPackedRing.descriptorAt(slot, random.nextInt(65536), address, length, flags);
    }
}
