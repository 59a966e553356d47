package io.sidecore.collector.bpf;

import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * Memory that BPF programs and we share: 64-bit words, read and written without a system call. Accesses outside it, or
 * after it is closed, are refused. Used by one thread at a time, which also closes it.
 */
public final class BpfMemory implements AutoCloseable {

    private static final long PAGE_BYTES = 4096;

    private final Pointer words;
    private final Consumer<Pointer> release;
    private boolean closed;

    private BpfMemory(Pointer words, Consumer<Pointer> release) {
        this.words = words;
        this.release = release;
    }

    static BpfMemory map(BpfLibrary library, int mapFd, long bytes) {
        long length = (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
        Pointer start = library.check(
                "map BPF memory",
                library.c.mmap(null, length, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_SHARED, mapFd, 0));
        Pointer bounded = Pointer.wrap(library.runtime, start.address(), bytes);
        return new BpfMemory(bounded, pointer -> library.c.munmap(start, length));
    }

    /** Memory of our own that no BPF program shares, all zero. */
    public static BpfMemory ofOurOwn(int bytes) {
        return new BpfMemory(Memory.allocateDirect(Runtime.getSystemRuntime(), bytes, true), pointer -> {});
    }

    public long get(long offset) {
        return open().getLong(offset);
    }

    /** Reads a word before whatever is read next. */
    public long getAcquire(long offset) {
        long value = open().getLong(offset);
        VarHandle.acquireFence();
        return value;
    }

    /** Reads as many words as {@code into} holds. */
    public void get(long offset, long[] into) {
        open().get(offset, into, 0, into.length);
        VarHandle.acquireFence();
    }

    /** Writes a word after whatever was written before. */
    public void putRelease(long offset, long value) {
        VarHandle.releaseFence();
        open().putLong(offset, value);
    }

    /** Writes zeros. */
    public void clear(long offset, long bytes) {
        open().setMemory(offset, bytes, (byte) 0);
    }

    private Pointer open() {
        if (closed) {
            throw new IllegalStateException("BPF memory was closed");
        }
        return words;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release.accept(words);
        }
    }
}
