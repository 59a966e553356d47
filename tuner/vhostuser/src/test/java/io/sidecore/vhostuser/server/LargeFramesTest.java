package io.sidecore.vhostuser.server;

import static io.sidecore.vhostuser.rig.Frames.broadcast;
import static io.sidecore.vhostuser.rig.Frames.mac;
import static io.sidecore.vhostuser.rig.Frames.numbered;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.NetGuest;
import io.sidecore.vhostuser.rig.NetGuest.Received;
import io.sidecore.vhostuser.rig.NetGuest.Shape;
import io.sidecore.vhostuser.rig.TestBackend;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames that are larger than a receiver's buffers, which are merged for them; or that nothing holds. */
class LargeFramesTest {

    /** 64 KiB of IP with a tag. */
    private static final int LARGEST = 65535 + 18;

    @TempDir
    private Path directory;

    /** Packed or not, one worker or two (then through staging), bytes of a frame, how many chains of 256 bytes it is in. */
    @ParameterizedTest
    @CsvSource({
        "false, 1, 244, 1", "false, 1, 245, 2", "false, 1, 1500, 6", "false, 1, 9000, 36", "false, 1, 65553, 257",
        "true,  1, 244, 1", "true,  1, 245, 2", "true,  1, 1500, 6", "true,  1, 9000, 36", "true,  1, 65553, 257",
        "false, 2, 244, 1", "false, 2, 245, 2", "false, 2, 1500, 6", "false, 2, 9000, 36", "false, 2, 65553, 257",
        "true,  2, 244, 1", "true,  2, 245, 2", "true,  2, 1500, 6", "true,  2, 9000, 36", "true,  2, 65553, 257",
    })
    void aFrameIsSpreadOverAsManyChainsAsItNeeds(boolean packed, int workers, int bytes, int chains) {
        Shape small = Shape.USUAL.with(packed ? Features.RING_PACKED : 0).withBuffers(512, 256);
        try (TestBackend backend = new TestBackend(directory, workers, PollMode.SLEEP, "a", "b");
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL);
                NetGuest b = NetGuest.connected(backend.socket("b"), small)) {
            for (int i = 0; i < 20; i++) { // round and round in the ring
                byte[] frame = numbered(broadcast(), mac(1), i, bytes);
                a.send(frame);
                Received received = b.receive(0, 1).get(0);
                assertEquals(chains, received.chains());
                assertArrayEquals(frame, received.frame());
            }
        }
    }

    @Test
    void whatIsTooLargeForTheSenderIsDropped() {
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "b");
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL);
                NetGuest b = NetGuest.connected(backend.socket("b"), Shape.USUAL)) {
            a.send(numbered(broadcast(), mac(1), 1, LARGEST + 1));
            backend.awaitCount("a/tx0", QueueCounter.DROPS_MALFORMED, 1);
            a.send(numbered(broadcast(), mac(1), 2, LARGEST));
            assertEquals(LARGEST, b.receive(0, 1).get(0).frame().length);
        }
    }

    /** Without merging; or where all buffers together are too small. What comes after it is not held up. */
    @ParameterizedTest
    @CsvSource({"false, 256, 2048, 2037", "true, 16, 256, 4085", "true, 4, 64, 245"})
    void whatIsTooLargeForTheReceiverIsDropped(boolean mergeable, int ring, int buffer, int bytes) {
        Shape shape = Shape.USUAL.without(mergeable ? 0 : Features.MRG_RXBUF).withBuffers(ring, buffer);
        for (long kind : new long[] {0, Features.RING_PACKED}) {
            try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "b");
                    NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL);
                    NetGuest b = NetGuest.connected(backend.socket("b"), shape.with(kind))) {
                for (int i = 0; i < 5; i++) {
                    a.send(numbered(broadcast(), mac(1), i, bytes));
                    backend.awaitCount("b/rx0", QueueCounter.DROPS_TOO_BIG, i + 1);
                    byte[] most = numbered(broadcast(), mac(1), i, bytes - 1);
                    a.send(most);
                    assertArrayEquals(most, b.receive(0, 1).get(0).frame());
                }
            }
        }
    }
}
