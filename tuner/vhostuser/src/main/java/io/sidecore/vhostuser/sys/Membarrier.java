package io.sidecore.vhostuser.sys;

/** membarrier(2): a full memory barrier on every running thread of this process, at this thread's expense alone. */
public final class Membarrier {

    /** Of x86-64, and of all architectures with the generic table, as aarch64. */
    private static final long NUMBER = System.getProperty("os.arch").equals("amd64") ? 324 : 283;

    private static final int PRIVATE_EXPEDITED = 1 << 3;
    private static final int REGISTER_PRIVATE_EXPEDITED = 1 << 4;
    private static final boolean REGISTERED = LibC.C.syscall(NUMBER, REGISTER_PRIVATE_EXPEDITED, 0, 0, 0, 0, 0) == 0;

    private Membarrier() {}

    /** Whether the kernel has it (since Linux 4.14, unless it is locked out). */
    public static boolean isAvailable() {
        return REGISTERED;
    }

    /**
     * Returns when every other thread has had its barrier.
     *
     * @throws SystemCallException if it is not available
     */
    public static void onAllThreads() {
        SystemCalls.check("membarrier", LibC.C.syscall(NUMBER, PRIVATE_EXPEDITED, 0, 0, 0, 0, 0));
    }
}
