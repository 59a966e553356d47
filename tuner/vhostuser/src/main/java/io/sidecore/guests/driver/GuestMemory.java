package io.sidecore.guests.driver;

import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.Mapping;
import io.sidecore.vhostuser.sys.SystemCalls;

/**
 * The memory of a load guest: one memfd, shared with the backend as one region. Handed out in pieces that live as long
 * as the guest; nothing is given back before the whole is.
 */
public final class GuestMemory implements AutoCloseable {

    /**
     * Where the guest sees its memory. Neither 0 nor where we see it, so that a backend that forgets to translate, or
     * translates the wrong kind of address, fails at once.
     */
    public static final long GUEST_PHYSICAL_BASE = 0x1_0000_0000L;

    private static final int MFD_CLOEXEC = 1;

    /** Backends map whole pages. */
    private static final int PAGE_BYTES = 4096;

    /** A cache line: no two pieces share one. */
    private static final int ALIGNMENT = 64;

    private final Fd fd;
    private final Mapping mapping;
    private long handedOut;

    private GuestMemory(Fd fd, Mapping mapping) {
        this.fd = fd;
        this.mapping = mapping;
    }

    /**
     * Makes memory that is zeroed, and costs only what is touched.
     *
     * @param atLeastBytes what will be asked of {@link #allocate}, see {@link #pieceBytes}
     */
    public static GuestMemory create(long atLeastBytes) {
        long bytes = (atLeastBytes + PAGE_BYTES - 1) & -PAGE_BYTES;
        Fd fd = new Fd(SystemCalls.check("memfd_create", LibC.C.memfd_create("sidecore-guest", MFD_CLOEXEC)));
        try {
            SystemCalls.check("size guest memory to " + bytes + " bytes", LibC.C.ftruncate(fd.number(), bytes));
            return new GuestMemory(fd, Mapping.of(fd.number(), bytes));
        } catch (RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    /** How much of the memory a piece of that size takes. */
    public static long pieceBytes(long bytes) {
        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** Hands out the next piece, by the address at which this process sees it. */
    public long allocate(long bytes) {
        long piece = pieceBytes(bytes);
        if (piece > mapping.bytes() - handedOut) {
            throw new IllegalStateException(
                    "guest memory has " + (mapping.bytes() - handedOut) + " bytes left, want " + piece);
        }
        long address = mapping.address() + handedOut;
        handedOut += piece;
        return address;
    }

    /** The guest physical address of what this process sees at {@code address}. */
    public long guestPhysical(long address) {
        return address - mapping.address() + GUEST_PHYSICAL_BASE;
    }

    /** Where this process, the frontend, sees the memory. */
    public long userAddress() {
        return mapping.address();
    }

    public long bytes() {
        return mapping.bytes();
    }

    /** The file, to send to the backend; it stays this object's. */
    public Fd descriptor() {
        return fd;
    }

    @Override
    public void close() {
        mapping.close();
        fd.close();
    }
}
