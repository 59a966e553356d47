package io.sidecore.vhostuser.block;

import io.sidecore.vhostuser.sys.Errno;
import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.Mapping;
import io.sidecore.vhostuser.sys.RawMemory;
import io.sidecore.vhostuser.sys.SystemCallException;
import io.sidecore.vhostuser.sys.SystemCalls;
import java.nio.file.Files;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open file or block device that serves as a disk. It is opened twice if it can be read past the page cache: a
 * request whose memory or place is not aligned for that goes through the cache, and the kernel keeps both in step.
 */
public final class Disk implements AutoCloseable {

    /** The unit in which virtio-blk counts, whatever the disk's blocks are. */
    public static final int SECTOR_BYTES = 512;

    private static final int O_RDONLY = 0;
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 02000000;

    /** Another number on ARM. */
    private static final int O_DIRECT = System.getProperty("os.arch").equals("aarch64") ? 0200000 : 040000;

    private static final int LOCK_SHARED_NOW = 1 | 4;
    private static final int LOCK_EXCLUSIVE_NOW = 2 | 4;

    /** Flags of fallocate(2). */
    private static final int KEEP_SIZE = 1;

    private static final int PUNCH_HOLE = 2;
    private static final int ZERO_RANGE = 16;

    private static final int PAGE_BYTES = 4096;
    private static final int PREAD_NO_FLAGS = 0;

    private final DiskSpec spec;
    private final Fd cached;
    private final @Nullable Fd direct;
    private final int alignment;
    private final long bytes;
    private final boolean canDiscard;
    private final boolean canZeroRange;

    private Disk(DiskSpec spec, Fd cached) {
        this.spec = spec;
        this.cached = cached;
        bytes = Mapping.fileBytes(cached.number()) / SECTOR_BYTES * SECTOR_BYTES;
        if (bytes == 0) {
            throw new IllegalArgumentException(spec.file() + " has no " + SECTOR_BYTES + " bytes to serve as a disk");
        }
        int lock = spec.readOnly() ? LOCK_SHARED_NOW : LOCK_EXCLUSIVE_NOW;
        if (LibC.C.flock(cached.number(), lock) < 0) {
            throw new IllegalArgumentException(spec.file() + " is in use as a disk already");
        }
        canDiscard = !spec.readOnly() && allows(KEEP_SIZE | PUNCH_HOLE);
        canZeroRange = !spec.readOnly() && allows(KEEP_SIZE | ZERO_RANGE);
        Fd past = spec.direct() ? openDirect() : null;
        alignment = past == null ? PAGE_BYTES : alignment(past);
        if (past != null && alignment == 0) {
            past.close();
            past = null;
        }
        direct = past;
    }

    /**
     * Opens a disk.
     *
     * @throws IllegalArgumentException if it is in use already, or is no file with bytes in it
     * @throws SystemCallException if it cannot be opened
     */
    public static Disk open(DiskSpec spec) {
        if (Files.isDirectory(spec.file())) {
            throw new IllegalArgumentException(spec.file() + " is a directory, want a file or a block device");
        }
        Fd fd = new Fd(SystemCalls.check(
                "open " + spec.file(),
                LibC.C.open(spec.file().toString(), (spec.readOnly() ? O_RDONLY : O_RDWR) | O_CLOEXEC, 0)));
        try {
            return new Disk(spec, fd);
        } catch (RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    /** Asks for a change just beyond the end, where there is nothing to change. */
    private boolean allows(int mode) {
        int errno = LibC.C.fallocate(cached.number(), mode, bytes + PAGE_BYTES, PAGE_BYTES) < 0
                ? SystemCalls.lastErrno()
                : 0;
        return errno != Errno.EOPNOTSUPP && errno != Errno.ENOSYS;
    }

    private @Nullable Fd openDirect() {
        int flags = (spec.readOnly() ? O_RDONLY : O_RDWR) | O_CLOEXEC | O_DIRECT;
        int number = LibC.C.open(spec.file().toString(), flags, 0);
        return number < 0 ? null : new Fd(number);
    }

    /** The smallest power of two to which places, lengths and addresses must be aligned; 0 if none works. */
    private static int alignment(Fd past) {
        long room = RawMemory.allocate(4 * PAGE_BYTES);
        long iovec = RawMemory.allocate(16);
        try {
            long page = (room + PAGE_BYTES - 1) & -PAGE_BYTES;
            for (int candidate = SECTOR_BYTES; candidate <= PAGE_BYTES; candidate *= 2) {
                RawMemory.putLong(iovec, page + candidate);
                RawMemory.putLong(iovec + 8, candidate);
                if (LibC.C.preadv2(past.number(), iovec, 1, candidate, PREAD_NO_FLAGS) >= 0) {
                    return candidate;
                }
            }
            return 0;
        } finally {
            RawMemory.free(iovec);
            RawMemory.free(room);
        }
    }

    public DiskSpec spec() {
        return spec;
    }

    public boolean isReadOnly() {
        return spec.readOnly();
    }

    /** How many sectors a guest sees. */
    public long sectors() {
        return bytes / SECTOR_BYTES;
    }

    /** Whether ranges can be given back to the file system. */
    boolean canDiscard() {
        return canDiscard;
    }

    boolean canWriteZeroes() {
        return canDiscard || canZeroRange;
    }

    /** How fallocate(2) makes zeros of a range. */
    int zeroMode(boolean mayUnmap) {
        return canZeroRange && !(mayUnmap && canDiscard) ? KEEP_SIZE | ZERO_RANGE : discardMode();
    }

    /** How fallocate(2) gives a range back. */
    static int discardMode() {
        return KEEP_SIZE | PUNCH_HOLE;
    }

    /** To what places, lengths and addresses are best aligned, in bytes. */
    int alignment() {
        return alignment;
    }

    /** The descriptor that goes through the page cache. */
    int cachedFile() {
        return cached.number();
    }

    /** The one past it, or the same if there is none. */
    int directFile() {
        return direct == null ? cached.number() : direct.number();
    }

    /** Whether a request with these bits in its place, lengths and addresses can go past the page cache. */
    boolean isDirect(long bits) {
        return direct != null && (bits & (alignment - 1)) == 0;
    }

    /** Why requests go through the page cache although they were not to; empty if they do not, or were to. */
    public Optional<String> note() {
        return spec.direct() && direct == null
                ? Optional.of(spec.file() + " cannot be read past the page cache (O_DIRECT), so it goes through it")
                : Optional.empty();
    }

    /** Only when nothing is in flight. */
    @Override
    public void close() {
        cached.close();
        if (direct != null) {
            direct.close();
        }
    }
}
