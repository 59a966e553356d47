package io.sidecore.tuner.top.terminal;

import java.util.concurrent.TimeUnit;

/** A screen that can be written all over, and the keys that are pressed. Closing it leaves everything as it was. */
public interface Screen extends AutoCloseable {

    /** As it is now: people resize windows. */
    Size size();

    /** Whether colours are wanted. */
    boolean colour();

    /** Writes text and escape sequences at once. */
    void write(String text);

    /**
     * Waits for a key.
     *
     * @return {@link Keys#NONE} if none came in time, {@link Keys#GONE} if none will come any more
     */
    int key(long timeout, TimeUnit unit);

    @Override
    void close();
}
