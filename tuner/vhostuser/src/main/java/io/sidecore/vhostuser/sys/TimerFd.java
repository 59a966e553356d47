package io.sidecore.vhostuser.sys;

/**
 * A timer that becomes readable at a time of {@link System#nanoTime}, which on Linux is CLOCK_MONOTONIC. Unlike a timeout
 * of epoll it is exact to microseconds, since no timer slack is added.
 */
public final class TimerFd implements AutoCloseable {

    private static final int CLOCK_MONOTONIC = 1;
    private static final int TFD_CLOEXEC_NONBLOCK = 0x80000 | 0x800;
    private static final int TFD_TIMER_ABSTIME = 1;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Fd fd =
            new Fd(SystemCalls.check("timerfd_create", LibC.C.timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC_NONBLOCK)));

    /** struct itimerspec: the interval, which stays 0, then the value. */
    private final long spec = RawMemory.allocate(32);

    public int number() {
        return fd.number();
    }

    /**
     * Becomes readable at that time, at once if it has passed; forgets any earlier time, and that it was readable.
     *
     * @param atNanos of {@link System#nanoTime}; {@link Long#MAX_VALUE} for never
     */
    public void set(long atNanos) {
        // 0 would disarm; a time that has passed is as good as any other that has
        long at = atNanos == Long.MAX_VALUE ? 0 : Math.max(1, atNanos);
        RawMemory.putLong(spec + 16, at / NANOS_PER_SECOND);
        RawMemory.putLong(spec + 24, at % NANOS_PER_SECOND);
        SystemCalls.check("timerfd_settime", LibC.C.timerfd_settime(fd.number(), TFD_TIMER_ABSTIME, spec, 0));
    }

    @Override
    public void close() {
        if (fd.isOpen()) {
            fd.close();
            RawMemory.free(spec);
        }
    }
}
