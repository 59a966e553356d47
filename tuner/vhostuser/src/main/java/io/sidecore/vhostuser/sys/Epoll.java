package io.sidecore.vhostuser.sys;

/**
 * Waits for any of many descriptors. Registrations carry a number of the caller's, which comes back when it is ready. One
 * thread waits; any may add and remove.
 */
public final class Epoll implements AutoCloseable {

    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int CTL_ADD = 1;
    private static final int CTL_DEL = 2;
    private static final int EPOLLIN = 1;
    private static final int EPOLLEXCLUSIVE = 1 << 28;
    private static final int EPOLLET = 1 << 31;

    /** struct epoll_event is packed on x86-64 only. */
    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

    private static final int EVENT_BYTES = PACKED ? 12 : 16;
    private static final int DATA_AT = PACKED ? 4 : 8;

    private final Fd fd = new Fd(SystemCalls.check("epoll_create1", LibC.C.epoll_create1(EPOLL_CLOEXEC)));
    private final int maxReady;
    private final long events;
    private final long registration = RawMemory.allocate(EVENT_BYTES);

    /** @param maxReady how many descriptors one wait can report; others are reported by the next */
    public Epoll(int maxReady) {
        this.maxReady = maxReady;
        this.events = RawMemory.allocate((long) maxReady * EVENT_BYTES);
    }

    /**
     * Reports the descriptor whenever it is readable.
     *
     * @throws SystemCallException for a descriptor that cannot be waited for, such as a plain file
     */
    public void add(int readable, long data) {
        register(readable, EPOLLIN, data);
    }

    /**
     * Reports the descriptor once each time that it becomes readable, and of all that wait for it so, to one that waits at
     * that moment; later, perhaps, also to others that did not.
     *
     * @throws SystemCallException as {@link #add}
     */
    public void addExclusively(int readable, long data) {
        register(readable, EPOLLIN | EPOLLET | EPOLLEXCLUSIVE, data);
    }

    private synchronized void register(int readable, int interest, long data) {
        RawMemory.putInt(registration, interest);
        RawMemory.putLong(registration + DATA_AT, data);
        SystemCalls.check("epoll_ctl add", LibC.C.epoll_ctl(fd.number(), CTL_ADD, readable, registration));
    }

    /** Forgets the descriptor; one that was closed meanwhile is forgotten already. */
    public synchronized void remove(int readable) {
        LibC.C.epoll_ctl(fd.number(), CTL_DEL, readable, registration);
    }

    /**
     * Waits.
     *
     * @param timeoutMillis -1 for ever, 0 not at all
     * @return how many descriptors are ready; 0 after the timeout, or a signal
     */
    public int await(int timeoutMillis) {
        return Math.max(0, LibC.C.epoll_wait(fd.number(), events, maxReady, timeoutMillis));
    }

    /** The number that the i-th ready descriptor was added with. */
    public long ready(int i) {
        return RawMemory.getLong(events + (long) i * EVENT_BYTES + DATA_AT);
    }

    @Override
    public synchronized void close() {
        if (fd.isOpen()) {
            fd.close();
            RawMemory.free(events);
            RawMemory.free(registration);
        }
    }
}
