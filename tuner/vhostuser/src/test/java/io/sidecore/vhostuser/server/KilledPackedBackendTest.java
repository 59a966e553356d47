package io.sidecore.vhostuser.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.Await;
import io.sidecore.vhostuser.rig.BackendProcess;
import io.sidecore.vhostuser.rig.Frames;
import io.sidecore.vhostuser.rig.NetGuest;
import io.sidecore.vhostuser.rig.NetGuest.Shape;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same as {@link KilledBackendTest} with packed rings, which do not say how far they were served: the frontends tell
 * each backend what they told the first, as QEMU does.
 */
@Timeout(120)
class KilledPackedBackendTest {

    private static final int KILLS = 5;
    private static final int WINDOW = 100;
    private static final Shape PACKED = Shape.USUAL.with(Features.RING_PACKED);

    @TempDir
    private Path directory;

    private int sent;
    private int received;
    private int repeated;

    @ParameterizedTest
    @CsvSource({"1, poll, 0, 1", "2, sleep, 0, 2", "2, poll, 0, 3", "1, sleep, 1, 5"})
    void noFrameThatWasTakenIsLost(int workers, String mode, int inOrder, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Shape shape = inOrder == 1 ? PACKED.with(Features.IN_ORDER) : PACKED;
        BackendProcess backend = start(workers, mode);
        try (NetGuest sender = NetGuest.connected(directory.resolve("a.sock"), shape);
                NetGuest receiver = NetGuest.connected(directory.resolve("b.sock"), shape)) {
            for (int i = 0; i < KILLS; i++) {
                int until = received + random.nextInt(100, 3_000);
                Await.until("frames have come through, seed " + seed, () -> {
                    sendMore(sender);
                    receive(receiver);
                    return received >= until;
                });
                sendMore(sender); // some are on their way
                backend.kill();
                sender.disconnect();
                receiver.disconnect();
                backend = start(workers, mode);
                receiver.connect();
                sender.connect();
            }
            Await.until("all frames have come through, seed " + seed, () -> {
                receive(receiver);
                return received == sent;
            });
            assertEquals(sent, received);
            assertTrue(repeated <= KILLS * WINDOW, () -> repeated + " frames came again");
        } finally {
            backend.close();
        }
    }

    private BackendProcess start(int workers, String mode) {
        return new BackendProcess(directory, workers, mode, "a", "b");
    }

    private void sendMore(NetGuest sender) {
        for (; sent - received < WINDOW; sent++) {
            sender.send(Frames.numbered(Frames.mac(2), Frames.mac(1), sent));
        }
    }

    private void receive(NetGuest receiver) {
        for (NetGuest.Received each : receiver.received(0)) {
            int number = Frames.number(each.frame());
            assertTrue(number <= received, () -> "after " + (received - 1) + " came " + number);
            if (number == received) {
                received++;
            } else {
                repeated++;
            }
        }
    }
}
