package io.sidecore.vhostuser.sys;

import jnr.ffi.LastError;
import jnr.ffi.Runtime;

/** The one check of what a system call returned. */
public final class SystemCalls {

    private static final Runtime RUNTIME = Runtime.getRuntime(LibC.C);

    private SystemCalls() {}

    /**
     * Passes on what a call returned.
     *
     * @param doing what was being done, for the message: "bind /run/x.sock"
     * @throws SystemCallException if {@code result} is negative; call this at once after the call, on the same thread
     */
    public static int check(String doing, int result) {
        if (result < 0) {
            throw new SystemCallException(doing, lastErrno());
        }
        return result;
    }

    /** As above, for calls that return a length. */
    public static long check(String doing, long result) {
        if (result < 0) {
            throw new SystemCallException(doing, lastErrno());
        }
        return result;
    }

    /** The error of the last call on this thread. */
    public static int lastErrno() {
        return LastError.getLastError(RUNTIME);
    }
}
