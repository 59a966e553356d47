package io.sidecore.vhostuser.rig;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread will bring about. The limit only ends a test that has failed. */
public final class Await {

    private static final long LIMIT_NANOS = 60_000_000_000L;
    private static final long LOOK_EVERY_NANOS = 100_000;

    private Await() {}

    /** Returns as soon as it is so. */
    public static void until(String what, BooleanSupplier isSo) {
        long start = System.nanoTime();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new AssertionError("waited in vain until " + what);
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }
}
