package io.sidecore.vhostuser.bench;

import io.sidecore.guests.driver.Frontend;
import io.sidecore.guests.driver.FrontendOptions;
import io.sidecore.guests.driver.TxLayout;
import io.sidecore.vhostuser.sys.RawMemory;
import java.nio.file.Path;
import java.util.Arrays;

/** One frame of 64 bytes in flight, to a backend that gives it back, by a frontend that polls. */
final class RoundTrips {

    private static final int FRAME_BYTES = 64;
    private static final int WARM_UP = 200_000;
    private static final int COUNT = 300_000;

    private RoundTrips() {}

    /** The times of the round trips in ascending order, in nanoseconds. */
    static long[] measure(Path socket) {
        try (Frontend guest = Frontend.connect(socket, new FrontendOptions(256, TxLayout.ONE, FRAME_BYTES))) {
            guest.refuseCalls();
            long[] nanos = new long[COUNT];
            for (int i = -WARM_UP; i < COUNT; i++) {
                long start = System.nanoTime();
                once(guest);
                if (i >= 0) {
                    nanos[i] = System.nanoTime() - start;
                }
            }
            Arrays.sort(nanos);
            return nanos;
        }
    }

    private static void once(Frontend guest) {
        RawMemory.putLong(guest.tx().frame(), 0x0302_ffff_ffff_ff02L);
        guest.tx().post(FRAME_BYTES);
        guest.tx().flush();
        while (guest.rx().ready() == 0) {
            Thread.onSpinWait();
        }
        guest.rx().read(guest.rx().ready(), frame -> {});
        guest.rx().flush();
        guest.tx().reclaim();
    }
}
