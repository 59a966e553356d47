package io.sidecore.vhostuser.sys;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import jnr.ffi.Pointer;

/** A file mapped for reading and writing, shared, and its one owner. */
public final class Mapping implements AutoCloseable {

    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int MAP_POPULATE = 0x8000;
    private static final int SEEK_END = 2;
    private static final long MAP_FAILED = -1;

    /** O_RDWR, O_CREAT, O_EXCL and O_CLOEXEC. */
    private static final int CREATE_NEW = 2 | 0100 | 0200 | 02000000;

    /** O_RDWR, O_CREAT, O_NOFOLLOW and O_CLOEXEC. */
    private static final int OPEN_OR_CREATE = 2 | 0100 | 0400000 | 02000000;

    /** mmap wants whole huge pages for files on hugetlbfs; harmless for others. */
    private static final long HUGE_PAGE_BYTES = 2 << 20;

    private final long address;
    private final long mappedBytes;
    private final long usableBytes;
    private final AtomicBoolean mapped = new AtomicBoolean(true);

    private Mapping(long address, long mappedBytes, long usableBytes) {
        this.address = address;
        this.mappedBytes = mappedBytes;
        this.usableBytes = usableBytes;
    }

    /**
     * Maps the start of a file.
     *
     * @param fd any file that can be mapped; it may be closed afterwards
     * @param bytes how much will be used
     * @throws IllegalArgumentException if the file is shorter than that: using it would fault
     * @throws SystemCallException if the kernel refuses
     */
    public static Mapping of(int fd, long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("cannot map " + bytes + " bytes");
        }
        long fileBytes = fileBytes(fd);
        if (fileBytes < bytes) {
            throw new IllegalArgumentException("the file has " + fileBytes + " bytes, want at least " + bytes);
        }
        long rounded = (bytes + HUGE_PAGE_BYTES - 1) & -HUGE_PAGE_BYTES;
        Pointer at = LibC.C.mmap(null, rounded, PROT_READ_WRITE, MAP_SHARED, fd, 0);
        if (at == null || at.address() == MAP_FAILED) {
            throw new SystemCallException("mmap " + bytes + " bytes", SystemCalls.lastErrno());
        }
        return new Mapping(at.address(), rounded, bytes);
    }

    /**
     * Maps what the kernel itself offers at an offset of such a descriptor as that of an io_uring.
     *
     * @throws SystemCallException if the kernel refuses
     */
    static Mapping ofKernel(int fd, long bytes, long offset) {
        Pointer at = LibC.C.mmap(null, bytes, PROT_READ_WRITE, MAP_SHARED | MAP_POPULATE, fd, offset);
        if (at == null || at.address() == MAP_FAILED) {
            throw new SystemCallException("mmap " + bytes + " bytes of the kernel's", SystemCalls.lastErrno());
        }
        return new Mapping(at.address(), bytes, bytes);
    }

    /**
     * Creates a file of zero bytes, readable by all, and maps it.
     *
     * @throws SystemCallException if it exists already, or cannot be created there
     */
    public static Mapping ofNewFile(Path path, long bytes) {
        try (Fd file = new Fd(SystemCalls.check("create " + path, LibC.C.open(path.toString(), CREATE_NEW, 0644)))) {
            SystemCalls.check("give " + path + " its length", LibC.C.ftruncate(file.number(), bytes));
            return of(file.number(), bytes);
        }
    }

    /**
     * Maps a file, readable by its owner only, that is made of zero bytes if it is not there, or is shorter.
     *
     * @throws SystemCallException if it cannot be opened
     */
    public static Mapping ofFile(Path path, long bytes) {
        try (Fd file = new Fd(SystemCalls.check("open " + path, LibC.C.open(path.toString(), OPEN_OR_CREATE, 0600)))) {
            if (fileBytes(file.number()) < bytes) {
                SystemCalls.check("give " + path + " its length", LibC.C.ftruncate(file.number(), bytes));
            }
            return of(file.number(), bytes);
        }
    }

    /** The present length of a file; 0 for what has none, such as a socket. */
    public static long fileBytes(int fd) {
        return Math.max(0, LibC.C.lseek(fd, 0, SEEK_END));
    }

    public long address() {
        return address;
    }

    /** How many bytes from {@link #address} may be used. */
    public long bytes() {
        return usableBytes;
    }

    @Override
    public void close() {
        if (mapped.compareAndSet(true, false)) {
            LibC.C.munmap(address, mappedBytes);
        }
    }
}
