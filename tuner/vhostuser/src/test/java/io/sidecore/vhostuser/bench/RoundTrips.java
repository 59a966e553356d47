package io.sidecore.vhostuser.bench;

import io.sidecore.guests.driver.Frontend;
import io.sidecore.guests.driver.FrontendOptions;
import io.sidecore.guests.driver.TxLayout;
import io.sidecore.vhostuser.sys.RawMemory;
import java.nio.file.Path;
import java.util.Arrays;

/** The median round trip, in nanoseconds, of one frame of 64 bytes in flight, by a frontend that polls. */
final class RoundTrips extends Contender {

    private static final int FRAME_BYTES = 64;
    private static final int MAX_TRIPS = 20_000_000;

    private final Frontend guest;
    private final long[] nanos = new long[MAX_TRIPS];

    private RoundTrips(Program backend, Frontend guest) {
        super(backend);
        this.guest = guest;
    }

    /** Connects to a backend that gives frames back. */
    static RoundTrips start(Program backend, Path socket) {
        Frontend guest = Frontend.connect(socket, new FrontendOptions(256, TxLayout.ONE, FRAME_BYTES));
        guest.refuseCalls();
        return new RoundTrips(backend, guest);
    }

    @Override
    double measure(long millis) {
        long begun = System.nanoTime();
        long end = begun + millis * 1_000_000;
        int trips = 0;
        for (long start = begun; start < end && trips < MAX_TRIPS; trips++) {
            once();
            long now = System.nanoTime();
            nanos[trips] = now - start;
            start = now;
        }
        Arrays.sort(nanos, 0, trips);
        return nanos[trips / 2];
    }

    private void once() {
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

    @Override
    public void close() {
        resume(); // it must be able to say that it has let go
        guest.close();
        super.close();
    }
}
