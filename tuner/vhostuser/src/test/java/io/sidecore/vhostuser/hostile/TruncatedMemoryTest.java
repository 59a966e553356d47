package io.sidecore.vhostuser.hostile;

import static io.sidecore.vhostuser.rig.RawGuest.GUEST_BASE;
import static io.sidecore.vhostuser.rig.RawGuest.MEMORY_BYTES;
import static io.sidecore.vhostuser.rig.RawGuest.RING_SIZE;
import static io.sidecore.vhostuser.rig.RawGuest.RX;
import static io.sidecore.vhostuser.rig.RawGuest.TX;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.rig.Guest;
import io.sidecore.vhostuser.rig.RawGuest;
import io.sidecore.vhostuser.ring.SplitLayout;
import io.sidecore.vhostuser.worker.Crew;
import io.sidecore.vhostuser.worker.Placement;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A guest that makes its memory shorter while the backend uses it. The JVM reports that when it likes, so these tests go
 * on with traffic until it has.
 */
class TruncatedMemoryTest {

    private static final int BUFFERS_AT = 1 << 20;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"sleep, 1", "poll, 1", "spin=50us, 1", "sleep, 2", "poll, 2", "spin=50us, 2", "sleep, all", "poll, all"
    })
    void receiving(String mode, String workers) {
        for (long bytesLeft : new long[] {0, BUFFERS_AT}) {
            try (Siege siege = new Siege(directory, workers.equals("1") ? 1 : 2, PollMode.parse(mode))) {
                spread(siege, workers);
                isStopped(siege, bytesLeft, guest -> offerBuffersToReceive(guest));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"sleep, 1", "poll, 1", "spin=50us, 1", "sleep, 2", "poll, 2", "spin=50us, 2", "sleep, all", "poll, all"
    })
    void transmitting(String mode, String workers) {
        for (long bytesLeft : new long[] {0, BUFFERS_AT}) {
            try (Siege siege = new Siege(directory, workers.equals("1") ? 1 : 2, PollMode.parse(mode))) {
                siege.innocents().expectGarbage();
                spread(siege, workers);
                isStopped(siege, bytesLeft, guest -> offerFrames(guest));
            }
        }
    }

    private static void isStopped(Siege siege, long bytesLeft, Consumer<RawGuest> offer) {
        try (RawGuest guest = new RawGuest(siege.backend().socket(Siege.PORT))) {
            guest.connect(RawGuest.FEATURES);
            guest.memory().truncate(bytesLeft);
            if (bytesLeft > 0) {
                offer.accept(guest);
            }
            while (siege.backend().log(Siege.PORT).size() < 2) {
                siege.innocents().broadcast();
                guest.kick(TX).signal();
                siege.innocents().exchange(20);
            }
            siege.assertStopped("its memory was truncated while in use");
        }
        siege.assertUnharmed();
    }

    /** The file is long enough again whenever the backend looks. What the guest sends is garbage; nobody else's is. */
    @ParameterizedTest
    @CsvSource({"sleep, 2", "poll, 2", "sleep, all"})
    void andMendsIt(String mode, String workers) {
        try (Siege siege = new Siege(directory, 2, PollMode.parse(mode))) {
            siege.innocents().expectGarbage();
            spread(siege, workers);
            try (RawGuest guest = new RawGuest(siege.backend().socket(Siege.PORT))) {
                guest.connect(RawGuest.FEATURES);
                offerBuffersToReceive(guest);
                for (int i = 0; i < 300; i++) {
                    guest.memory().truncate(BUFFERS_AT);
                    offerFrames(guest);
                    guest.kick(TX).signal();
                    siege.innocents().broadcast();
                    siege.innocents().exchange(5);
                    guest.memory().truncate(MEMORY_BYTES);
                }
            }
            siege.assertUnharmed();
        }
    }

    /** With two workers each frame to the other innocent, and those of the hostile one, are handed over; or all share. */
    private static void spread(Siege siege, String workers) {
        Crew crew = siege.backend().crew();
        switch (workers) {
            case "2" -> {
                crew.attach(QueueId.parse("good1/rx0"), new WorkerId("w0"));
                crew.attach(QueueId.parse("good1/tx0"), new WorkerId("w1"));
                crew.attach(QueueId.parse("good2/rx0"), new WorkerId("w0"));
                crew.attach(QueueId.parse("good2/tx0"), new WorkerId("w1"));
            }
            case "all" -> crew.setPlacement(Placement.WORKQUEUE);
            default -> {}
        }
    }

    private static void offerBuffersToReceive(RawGuest guest) {
        for (int i = 0; i < RING_SIZE; i++) {
            guest.ring(RX).descriptor(i, GUEST_BASE + RawGuest.buffer(RX, i), 2048, SplitLayout.WRITE, 0);
            guest.ring(RX).offer(i);
        }
    }

    /** Only a few, lest the ring says that there are more than it holds. */
    private static void offerFrames(RawGuest guest) {
        for (int i = 0; i < 8; i++) {
            guest.ring(TX).descriptor(i, GUEST_BASE + RawGuest.buffer(TX, i), 12 + Guest.MIN_FRAME_BYTES, 0, 0);
            if (guest.ring(TX).availIndex() - guest.ring(TX).usedIndex() < RING_SIZE) {
                guest.ring(TX).offer(i);
            }
        }
    }
}
