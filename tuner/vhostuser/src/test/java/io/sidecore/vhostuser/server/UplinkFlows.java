package io.sidecore.vhostuser.server;

import static io.sidecore.vhostuser.rig.Frames.mac;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.sidecore.vhostuser.rig.Await;
import io.sidecore.vhostuser.rig.Frames;
import io.sidecore.vhostuser.rig.HostSocket;
import io.sidecore.vhostuser.rig.NetGuest;
import io.sidecore.vhostuser.rig.NetGuest.Received;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbered frames between a guest and the host's side of an interface, both ways; each must arrive once, whole and in its
 * order. One thread pumps.
 */
final class UplinkFlows {

    /** Less than any queue on the way holds. */
    private static final int WINDOW = 64;

    private static final int[] FRAME_BYTES = {60, 64, 200, 1514};

    private final NetGuest guest;
    private final HostSocket host;
    private final int[] sent = new int[2];
    private final int[] arrived = new int[2];
    private final AtomicLong total = new AtomicLong();

    UplinkFlows(NetGuest guest, HostSocket host) {
        this.guest = guest;
        this.host = host;
    }

    private static byte[] frame(int way, int number) {
        return Frames.numbered(mac(2 - way), mac(1 + way), number, FRAME_BYTES[number % FRAME_BYTES.length]);
    }

    /** Sends what the windows allow, and takes what has come. */
    void pump() {
        pump(true);
    }

    private void pump(boolean sends) {
        for (; sends && sent[0] - arrived[0] < WINDOW; sent[0]++) {
            guest.send(frame(0, sent[0]));
        }
        for (; sends && sent[1] - arrived[1] < WINDOW; sent[1]++) {
            host.send(frame(1, sent[1]));
        }
        for (byte[] frame : host.received()) {
            take(0, frame);
        }
        for (Received received : guest.received(0)) {
            if (HostSocket.isOfTests(received.frame(), 0)) {
                take(1, received.frame());
            }
        }
    }

    private void take(int way, byte[] frame) {
        assertArrayEquals(frame(way, arrived[way]), frame);
        arrived[way]++;
        total.incrementAndGet();
    }

    /** How many have arrived; from any thread. */
    long arrived() {
        return total.get();
    }

    /** Sends no more, and takes all that is still on its way. */
    void drain() {
        Await.until("all frames have arrived", () -> {
            pump(false);
            return arrived[0] == sent[0] && arrived[1] == sent[1];
        });
    }
}
