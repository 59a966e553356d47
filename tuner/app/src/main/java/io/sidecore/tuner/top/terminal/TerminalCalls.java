package io.sidecore.tuner.top.terminal;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.types.u_int64_t;

/** The prototypes of the C library that a terminal takes, and nothing else. -1 is an error, but for cfmakeraw. */
public interface TerminalCalls {

    /** Of open(2). */
    int O_RDWR = 2;

    /** Of open(2): it does not become our controlling terminal. */
    int O_NOCTTY = 0x100;

    /** Of open(2). */
    int O_CLOEXEC = 0x80000;

    /** Of tcsetattr(3): at once, also where nobody takes what was written. */
    int TCSANOW = 0;

    /** ioctl(2): struct winsize, of which the first two 16-bit numbers are rows and columns. x86-64 and arm64. */
    long TIOCGWINSZ = 0x5413;

    int open(String path, int flags);

    int close(int fd);

    int tcgetattr(int fd, @Out Pointer termios);

    int tcsetattr(int fd, int actions, @In Pointer termios);

    void cfmakeraw(@In @Out Pointer termios);

    int ioctl(int fd, @u_int64_t long request, @Out Pointer argument);
}
