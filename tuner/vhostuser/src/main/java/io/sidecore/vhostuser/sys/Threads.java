package io.sidecore.vhostuser.sys;

import io.sidecore.collector.inventory.CpuSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Kernel threads by their id, and the wait for one of ours to end. */
public final class Threads {

    private static final int MASK_BYTES = CpuSet.MAX_CPUS / 8;

    private static final Path ONLINE = Path.of("/sys/devices/system/cpu/online");

    private Threads() {}

    /** The id of the calling thread. */
    public static int currentTid() {
        return LibC.C.gettid();
    }

    /**
     * Lets a thread run on these CPUs only.
     *
     * @param tid of any thread of any process that we may change
     * @throws IllegalArgumentException if none of the CPUs is online
     * @throws SystemCallException if the thread has ended, or is not ours to change
     */
    public static void pin(int tid, CpuSet cpus) {
        long mask = RawMemory.allocate(MASK_BYTES);
        try {
            long[] words = cpus.mask();
            for (int i = 0; i < words.length; i++) {
                RawMemory.putLong(mask + 8L * i, words[i]);
            }
            if (LibC.C.sched_setaffinity(tid, MASK_BYTES, mask) < 0) {
                throw refused(tid, cpus, SystemCalls.lastErrno());
            }
        } finally {
            RawMemory.free(mask);
        }
    }

    /** Waits until a thread has ended, also if the caller is interrupted meanwhile; it stays interrupted then. */
    public static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static RuntimeException refused(int tid, CpuSet cpus, int errno) {
        if (errno != Errno.EINVAL) {
            return new SystemCallException("pin thread " + tid + " to CPU " + cpus, errno);
        }
        String online = "";
        try {
            online = " (want some of " + Files.readString(ONLINE).strip() + ")";
        } catch (IOException e) {
            // then without
        }
        return new IllegalArgumentException("CPU " + cpus + " is not online, or not ours to use" + online);
    }

    /** The CPUs that a thread may run on. */
    public static CpuSet allowed(int tid) {
        long mask = RawMemory.allocate(MASK_BYTES);
        try {
            SystemCalls.check("affinity of thread " + tid, LibC.C.sched_getaffinity(tid, MASK_BYTES, mask));
            long[] words = new long[MASK_BYTES / 8];
            for (int i = 0; i < words.length; i++) {
                words[i] = RawMemory.getLong(mask + 8L * i);
            }
            return CpuSet.ofMask(words);
        } finally {
            RawMemory.free(mask);
        }
    }
}
