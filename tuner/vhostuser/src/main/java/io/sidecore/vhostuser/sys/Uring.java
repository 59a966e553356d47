package io.sidecore.vhostuser.sys;

/**
 * An io_uring: requests to the kernel that are written into shared memory, and their results that are read from there.
 * One thread at a time uses it; it may be another later, when nothing is in flight.
 *
 * <p>Made with system calls of at most four arguments. io_uring_enter has six; without a number of completions to wait
 * for, which is never asked for here, the kernel looks at the first four only.
 */
public final class Uring implements AutoCloseable {

    /** In an entry of the submission queue: the parts of struct io_uring_sqe that are used. */
    public static final int SQE_FLAGS = 1;

    public static final int SQE_FD = 4;
    public static final int SQE_OFFSET = 8;
    public static final int SQE_ADDRESS = 16;
    public static final int SQE_LENGTH = 24;
    public static final int SQE_OPERATION_FLAGS = 28;
    public static final int SQE_USER_DATA = 32;

    /** In the flags: the descriptor is an index into those registered. */
    public static final int FIXED_FILE = 1;

    public static final int OP_READV = 1;
    public static final int OP_WRITEV = 2;
    public static final int OP_FSYNC = 3;
    public static final int OP_FALLOCATE = 17;
    public static final int OP_READ = 22;
    public static final int OP_WRITE = 23;

    private static final int IO_URING_SETUP = 425;
    private static final int IO_URING_ENTER = 426;
    private static final int IO_URING_REGISTER = 427;
    private static final int REGISTER_FILES = 2;
    private static final int ENTER_GETEVENTS = 1;

    /**
     * SUBMIT_ALL, COOP_TASKRUN and TASKRUN_FLAG (Linux 5.19): results are put into the ring when the thread enters the
     * kernel anyway, and no interrupt is sent to it for that; a flag in the ring says that there are some.
     */
    private static final int COOPERATIVE = 1 << 7 | 1 << 8 | 1 << 9;

    private static final int FEATURE_SINGLE_MMAP = 1;
    private static final int NEEDS_ENTER = 1 << 1 | 1 << 2; // CQ_OVERFLOW, TASKRUN

    private static final long SQES_OFFSET = 0x1000_0000L;
    private static final int SQE_BYTES = 64;
    private static final int CQE_BYTES = 16;
    private static final int PARAMS_BYTES = 120;
    private static final int PARAMS_FLAGS = 8;
    private static final int PARAMS_FEATURES = 20;
    private static final int PARAMS_SQ = 40;
    private static final int PARAMS_CQ = 80;

    private final Fd fd;
    private final Mapping rings;
    private final Mapping sqes;
    private final long sqHeadAt;
    private final long sqTailAt;
    private final long sqFlagsAt;
    private final int sqMask;
    private final long cqHeadAt;
    private final long cqTailAt;
    private final long cqesAt;
    private final int cqMask;

    /** Entries of the submission queue that were prepared; of the other, those that were read. */
    private int prepared;

    private int consumed;

    private Uring(Fd fd, long params) {
        this.fd = fd;
        int entries = RawMemory.getInt(params);
        int completions = RawMemory.getInt(params + 4);
        long arrayAt = field(params, PARAMS_SQ + 24);
        long cqes = field(params, PARAMS_CQ + 20);
        rings = Mapping.ofKernel(
                fd.number(), Math.max(arrayAt + 4L * entries, cqes + (long) CQE_BYTES * completions), 0);
        try {
            sqes = Mapping.ofKernel(fd.number(), (long) SQE_BYTES * entries, SQES_OFFSET);
        } catch (RuntimeException e) {
            rings.close();
            throw e;
        }
        long at = rings.address();
        sqHeadAt = at + field(params, PARAMS_SQ);
        sqTailAt = at + field(params, PARAMS_SQ + 4);
        sqMask = RawMemory.getInt(at + field(params, PARAMS_SQ + 8));
        sqFlagsAt = at + field(params, PARAMS_SQ + 16);
        cqHeadAt = at + field(params, PARAMS_CQ);
        cqTailAt = at + field(params, PARAMS_CQ + 4);
        cqMask = RawMemory.getInt(at + field(params, PARAMS_CQ + 8));
        cqesAt = at + cqes;
        for (int i = 0; i < entries; i++) { // the k-th request is in the k-th entry, always
            RawMemory.putInt(at + arrayAt + 4L * i, i);
        }
    }

    private static long field(long params, int offset) {
        return Integer.toUnsignedLong(RawMemory.getInt(params + offset));
    }

    /**
     * Makes one.
     *
     * @param entries how many requests can be prepared before they are submitted; a power of two
     * @throws SystemCallException if the kernel is too old, or lets nobody have one
     */
    public static Uring create(int entries) {
        long params = RawMemory.allocate(PARAMS_BYTES);
        try {
            RawMemory.putInt(params + PARAMS_FLAGS, COOPERATIVE);
            long number = LibC.C.syscall(IO_URING_SETUP, entries, params, 0, 0);
            if (number < 0 && SystemCalls.lastErrno() == Errno.EINVAL) {
                RawMemory.clear(params, PARAMS_BYTES);
                number = LibC.C.syscall(IO_URING_SETUP, entries, params, 0, 0);
            }
            Fd fd = new Fd((int) SystemCalls.check("io_uring_setup", number));
            try {
                if ((RawMemory.getInt(params + PARAMS_FEATURES) & FEATURE_SINGLE_MMAP) == 0) {
                    throw new SystemCallException("an io_uring whose rings lie together", Errno.EOPNOTSUPP);
                }
                return new Uring(fd, params);
            } catch (RuntimeException e) {
                fd.close();
                throw e;
            }
        } finally {
            RawMemory.free(params);
        }
    }

    /** Lets requests name these files by their index, which spares the kernel a look-up. */
    public void registerFiles(int... files) {
        long numbers = RawMemory.allocate(4L * files.length);
        try {
            for (int i = 0; i < files.length; i++) {
                RawMemory.putInt(numbers + 4L * i, files[i]);
            }
            SystemCalls.check(
                    "io_uring_register",
                    LibC.C.syscall(IO_URING_REGISTER, fd.number(), REGISTER_FILES, numbers, files.length));
        } finally {
            RawMemory.free(numbers);
        }
    }

    /** Readable, for epoll, while there are completions. */
    public int number() {
        return fd.number();
    }

    /**
     * The address of the next request to prepare, cleared but for its operation; {@link #prepared} must follow. The caller
     * keeps count of the room.
     */
    public long prepare(int operation) {
        long sqe = sqes.address() + (long) (prepared & sqMask) * SQE_BYTES;
        RawMemory.putLong(sqe, operation); // the first 8 bytes, of which the operation is the first
        for (int at = 8; at < SQE_BYTES; at += 8) {
            RawMemory.putLong(sqe + at, 0);
        }
        return sqe;
    }

    /** The request is complete. */
    public void prepared() {
        prepared++;
    }

    /** Requests prepared that the kernel has not taken. */
    public int unsubmitted() {
        return prepared - RawMemory.getIntAcquire(sqHeadAt); // its own word: ours could be cut short by a fault
    }

    /**
     * Gives the kernel what was prepared, and lets it put results into the ring that it has and could not: in one call, or
     * in none if there is neither.
     *
     * @throws SystemCallException if it takes nothing for another reason than being short of memory, or interrupted
     */
    public void enter() {
        RawMemory.putIntRelease(sqTailAt, prepared);
        int flags = needsEnter() ? ENTER_GETEVENTS : 0;
        for (int left = unsubmitted(); left != 0 || flags != 0; left = unsubmitted()) {
            long taken = LibC.C.syscall(IO_URING_ENTER, fd.number(), left, 0, flags);
            boolean onlyCollects = left == 0;
            flags = 0;
            if (!onlyCollects && taken <= 0) {
                int errno = taken == 0 ? Errno.EAGAIN : SystemCalls.lastErrno();
                if (errno == Errno.EAGAIN || errno == Errno.EBUSY || errno == Errno.EINTR) {
                    return; // to be tried again
                }
                throw new SystemCallException("io_uring_enter", errno);
            }
        }
    }

    private boolean needsEnter() {
        return (RawMemory.getInt(sqFlagsAt) & NEEDS_ENTER) != 0;
    }

    /** Whether {@link #hasCompletion} may be so, if need be after {@link #enter}. */
    public boolean mayHaveCompletion() {
        return hasCompletion() || needsEnter();
    }

    public boolean hasCompletion() {
        return RawMemory.getIntAcquire(cqTailAt) != consumed;
    }

    /** What the request of the next completion had at {@link #SQE_USER_DATA}; only if there is a completion. */
    public long userData() {
        return RawMemory.getLong(completion());
    }

    /** What came of it: as the system call would return it, or an error number below 0. */
    public int result() {
        return RawMemory.getInt(completion() + 8);
    }

    private long completion() {
        return cqesAt + (long) (consumed & cqMask) * CQE_BYTES;
    }

    /** Goes on to the next completion. */
    public void consume() {
        RawMemory.putIntRelease(cqHeadAt, ++consumed);
    }

    @Override
    public void close() {
        if (fd.isOpen()) {
            rings.close();
            sqes.close();
            fd.close();
        }
    }
}
