package io.sidecore.vhostuser.sys;

/** A system call that failed, with what was being done. */
public final class SystemCallException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int errno;

    public SystemCallException(String doing, int errno) {
        super(doing + ": " + Errno.describe(errno));
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }
}
