package io.sidecore.collector.bpf;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.types.off_t;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;
import org.jspecify.annotations.Nullable;

/** The prototypes of the C library that we call, and nothing else. -1 is an error, with errno set. */
public interface LibC {

    int PROT_READ = 1;
    int PROT_WRITE = 2;
    int MAP_SHARED = 1;

    /** MAP_FAILED, (void *) -1. */
    long MAP_FAILED = -1;

    /** The first argument is a pointer also because six integers would be garbled by jnr-ffi 2.3.4's stubs. */
    Pointer mmap(@Nullable Pointer address, @size_t long bytes, int protection, int flags, int fd, @off_t long offset);

    int munmap(Pointer address, @size_t long bytes);

    @ssize_t
    long read(int fd, @Out Pointer buffer, @size_t long bytes);

    int close(int fd);

    int gettid();

    /** {@code arguments} is a va_list, which the ABIs of x86-64 and arm64 pass by address. */
    int vsnprintf(@Out Pointer buffer, @size_t long bytes, @In Pointer format, @In Pointer arguments);

    String strerror(int errno);
}
