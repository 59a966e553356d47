package io.sidecore.vhostuser.sys;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.types.off_t;
import jnr.ffi.types.size_t;
import org.jspecify.annotations.Nullable;

/**
 * C prototypes, nothing else. Addresses are plain {@code long}s, as {@link RawMemory} uses them, except in
 * {@link #mmap}: jnr-ffi's x86-64 stubs hand on garbage as the sixth of six integer arguments, and a {@code Pointer}
 * among them makes it take another, correct path.
 */
public interface LibC {

    LibC C = LibraryLoader.create(LibC.class).load("c");

    int open(@In String path, int flags, int mode);

    int close(int fd);

    long read(int fd, long buffer, long bytes);

    long write(int fd, long buffer, long bytes);

    long preadv2(int fd, long iovec, int count, long offset, int flags);

    long pwritev2(int fd, long iovec, int count, long offset, int flags);

    int fdatasync(int fd);

    int fallocate(int fd, int mode, long offset, long bytes);

    int flock(int fd, int operation);

    /** Any call with at most four arguments: with the number that is five, for which the stub is right, and makes no garbage. */
    long syscall(long number, long first, long second, long third, long fourth);

    int eventfd(int initial, int flags);

    int epoll_create1(int flags);

    int epoll_ctl(int epoll, int operation, int fd, long event);

    int epoll_wait(int epoll, long events, int maxEvents, int timeoutMillis);

    int timerfd_create(int clock, int flags);

    int timerfd_settime(int fd, int flags, long newValue, long oldValue);

    int memfd_create(@In String name, int flags);

    int ftruncate(int fd, @off_t long bytes);

    @off_t
    long lseek(int fd, @off_t long offset, int whence);

    int fcntl(int fd, int command, int argument);

    int fstatfs(int fd, long status);

    @Nullable
    Pointer mmap(
            @In @Nullable Pointer address, @size_t long bytes, int protection, int flags, int fd, @off_t long offset);

    int munmap(long address, long bytes);

    int socket(int domain, int type, int protocol);

    int socketpair(int domain, int type, int protocol, long fds);

    int bind(int fd, long address, int bytes);

    int connect(int fd, long address, int bytes);

    int listen(int fd, int backlog);

    int accept4(int fd, long address, long bytes, int flags);

    int shutdown(int fd, int how);

    int getsockopt(int fd, int level, int option, long value, long bytes);

    /** Seven arguments, so that it is not one of those calls whose sixth argument is garbled. */
    long syscall(long number, long first, long second, long third, long fourth, long fifth, long sixth);

    long recvmsg(int fd, long message, int flags);

    long sendmsg(int fd, long message, int flags);

    int sched_setaffinity(int tid, long bytes, long mask);

    int sched_getaffinity(int tid, long bytes, long mask);

    int gettid();
}
