package io.sidecore.vhostuser.sys;

import java.util.concurrent.atomic.AtomicInteger;

/** A file descriptor and its one owner: closing it twice closes it once. */
public final class Fd implements AutoCloseable {

    private static final int CLOSED = -1;

    private final AtomicInteger number;

    public Fd(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("not a file descriptor: " + number);
        }
        this.number = new AtomicInteger(number);
    }

    /**
     * The number, to pass to a system call.
     *
     * @throws IllegalStateException once closed, since the number may mean another file by then
     */
    public int number() {
        int fd = number.get();
        if (fd == CLOSED) {
            throw new IllegalStateException("the file descriptor is closed");
        }
        return fd;
    }

    public boolean isOpen() {
        return number.get() != CLOSED;
    }

    /** The same descriptor with a new owner; this one is closed without closing the file. */
    public Fd moved() {
        return new Fd(number.getAndSet(CLOSED));
    }

    @Override
    public void close() {
        int fd = number.getAndSet(CLOSED);
        if (fd != CLOSED) {
            LibC.C.close(fd); // the kernel frees the number even where it reports an error
        }
    }
}
