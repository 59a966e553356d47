package io.sidecore.tuner.diagnose;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into a wish to stop: while this is open, the JVM ends only when it has been closed, so that
 * what was seen can still be reported.
 */
public final class Interruption implements AutoCloseable {

    /** A report takes less; a hung one must not keep the JVM. */
    private static final long PATIENCE_SECONDS = 10;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::wish, "interruption");
    private volatile boolean wished;

    private Interruption() {}

    public static Interruption watch() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** Whether somebody wants it to end. */
    public boolean wished() {
        return wished;
    }

    private void wish() {
        wished = true;
        try {
            if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("sidecore: the report did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending: that is what the hook waits for.
            wished = true;
        }
    }
}
