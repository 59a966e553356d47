package io.sidecore.vhostuser.server;

import static io.sidecore.vhostuser.rig.RawGuest.GUEST_BASE;
import static io.sidecore.vhostuser.rig.RawGuest.RX;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.Await;
import io.sidecore.vhostuser.rig.Guest;
import io.sidecore.vhostuser.rig.RawGuest;
import io.sidecore.vhostuser.rig.TestBackend;
import io.sidecore.vhostuser.rig.TestRing;
import io.sidecore.vhostuser.ring.SplitLayout;
import io.sidecore.vhostuser.sys.RawMemory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest whose buffers do not hold the next frame must be asked for more, and be heard when it brings them. */
class WaitingForBuffersTest {

    private static final int SMALL_BYTES = 256;
    private static final int FRAME_BYTES = 1000;

    @TempDir
    private Path directory;

    @Test
    void buffersThatAreTooFewAreCompletedByTheGuestsNextKick() {
        long features = RawGuest.FEATURES | Features.EVENT_IDX;
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "b");
                Guest sender = new Guest(backend.socket("a"), 1, features);
                RawGuest receiver = new RawGuest(backend.socket("b"))) {
            receiver.connect(features);
            TestRing ring = receiver.ring(RX);
            offerSmall(ring, 2);
            assertTrue(sender.send(Guest.BROADCAST, 0, FRAME_BYTES));
            Await.until("the backend asks for a kick at the third buffer", () -> ring.availEvent() == 2);
            assertEquals(0, ring.usedIndex());
            for (int i = 2; i < 4; i++) {
                offerSmall(ring, 1);
                RawMemory.fullFence();
                if (SplitLayout.passes(ring.availEvent(), i + 1, i)) {
                    receiver.kick(RX).signal();
                }
            }
            Await.until("the frame has come", () -> ring.usedIndex() == 4);
            assertEquals(SMALL_BYTES, ring.usedLength(0));
            assertEquals(FRAME_BYTES + Features.NET_HEADER_BYTES - 3 * SMALL_BYTES, ring.usedLength(3));
            long header = receiver.memory().address() + RawGuest.buffer(RX, 0);
            assertEquals(4, RawMemory.getShort(header + Features.NET_HEADER_NUM_BUFFERS));
        }
    }

    private static void offerSmall(TestRing ring, int count) {
        for (int i = 0; i < count; i++) {
            int head = ring.availIndex();
            ring.descriptor(head, GUEST_BASE + RawGuest.buffer(RX, head), SMALL_BYTES, SplitLayout.WRITE, 0);
            ring.offer(head);
        }
    }
}
