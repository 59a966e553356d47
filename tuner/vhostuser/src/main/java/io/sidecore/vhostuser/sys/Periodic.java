package io.sidecore.vhostuser.sys;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A thread that does something again and again. What goes wrong once is told, and may go right the next time. */
public final class Periodic implements AutoCloseable {

    private final String name;
    private final LongSupplier pauseMillis;
    private final Runnable deed;
    private final Consumer<String> log;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;

    /**
     * Begins, with a pause.
     *
     * @param name of what it does, in one word
     * @param pauseMillis asked for before each pause
     * @param log takes a line for each time that it goes wrong
     */
    public Periodic(String name, LongSupplier pauseMillis, Runnable deed, Consumer<String> log) {
        this.name = name;
        this.pauseMillis = pauseMillis;
        this.deed = deed;
        this.log = log;
        this.thread = new Thread(this::run, "sidecore-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!endsWithin(pauseMillis.getAsLong())) {
            try {
                deed.run();
            } catch (RuntimeException e) {
                log.accept(name + ": " + (e.getMessage() == null ? e : e.getMessage()));
            }
        }
    }

    private boolean endsWithin(long millis) {
        try {
            return ended.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Returns when it has ended; what is being done is not cut short. */
    @Override
    public void close() {
        ended.countDown();
        Threads.join(thread);
    }
}
