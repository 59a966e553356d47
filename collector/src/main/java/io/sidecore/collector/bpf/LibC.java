package io.sidecore.collector.bpf;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.types.off_t;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;
import jnr.ffi.types.u_int32_t;
import jnr.ffi.types.u_int64_t;
import org.jspecify.annotations.Nullable;

/** The prototypes of the C library that we call, and nothing else. -1 is an error, with errno set. */
public interface LibC {

    int PROT_READ = 1;
    int PROT_WRITE = 2;
    int MAP_SHARED = 1;
    int MAP_ANONYMOUS = 0x20;
    int O_RDWR = 2;
    int O_CLOEXEC = 0x80000;
    int EFD_CLOEXEC = 0x80000;
    int EFD_NONBLOCK = 0x800;
    int MFD_CLOEXEC = 1;
    int AF_PACKET = 17;
    int SOCK_RAW = 3;
    int SOCK_CLOEXEC = 0x80000;

    /** MAP_FAILED, (void *) -1. */
    long MAP_FAILED = -1;

    /** The first argument is a pointer also because six integers would be garbled by jnr-ffi 2.3.4's stubs. */
    Pointer mmap(@Nullable Pointer address, @size_t long bytes, int protection, int flags, int fd, @off_t long offset);

    int munmap(Pointer address, @size_t long bytes);

    @ssize_t
    long read(int fd, @Out Pointer buffer, @size_t long bytes);

    @ssize_t
    long write(int fd, @In Pointer buffer, @size_t long bytes);

    int close(int fd);

    int open(String path, int flags);

    /** {@code argument} is a number or, as in {@link #ioctl(int, long, Pointer)}, an address: the request tells. */
    int ioctl(int fd, @u_int64_t long request, @u_int64_t long argument);

    int ioctl(int fd, @u_int64_t long request, @In @Out Pointer argument);

    int eventfd(@u_int32_t int value, int flags);

    int memfd_create(String name, @u_int32_t int flags);

    int gettid();

    int sched_getcpu();

    /** {@code tid} 0 is the calling thread; {@code mask} has a bit for each CPU. */
    int sched_getaffinity(int tid, @size_t long bytes, @Out Pointer mask);

    int sched_setaffinity(int tid, @size_t long bytes, @In Pointer mask);

    int socket(int family, int type, int protocol);

    @ssize_t
    long sendto(int fd, @In Pointer buffer, @size_t long bytes, int flags, @In Pointer address, @u_int32_t int length);

    /** {@code arguments} is a va_list, which the ABIs of x86-64 and arm64 pass by address. */
    int vsnprintf(@Out Pointer buffer, @size_t long bytes, @In Pointer format, @In Pointer arguments);

    String strerror(int errno);
}
