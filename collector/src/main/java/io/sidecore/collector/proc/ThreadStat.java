package io.sidecore.collector.proc;

import java.util.Optional;

/**
 * {@code /proc/TID/stat}, as far as it matters here.
 *
 * @param tid the thread
 * @param comm its name, at most 15 bytes (more for some kernel threads); text of its own choice, not to be trusted
 * @param parent the process that made it; 2 for threads of the kernel, 0 for the first ones
 * @param flags PF_ bits of {@code linux/sched.h}
 * @param startedTicks when it began, in clock ticks since boot
 * @param lastCpu where it ran last
 */
public record ThreadStat(int tid, String comm, int parent, long flags, long startedTicks, int lastCpu) {

    private static final int KTHREADD = 2;
    private static final long PF_KTHREAD = 0x0020_0000;

    /** Made by the kernel for a process, and part of it: workers of io_uring, and since 6.4 those of vhost. */
    private static final long PF_USER_WORKER = 0x4000;

    private static final long PF_IO_WORKER = 0x10;

    /** Fields by their number in proc(5), counted from the state, which is field 3. */
    private static final int PARENT = 4 - 3;

    private static final int FLAGS = 9 - 3;
    private static final int STARTED = 22 - 3;
    private static final int CPU = 39 - 3;

    /** The stat of a thread; absent if it has ended, or what is there is none. */
    public static Optional<ThreadStat> read(HostFiles files, String directory) {
        return files.read(directory + "/stat").flatMap(ThreadStat::parse);
    }

    /** Reads the text of the file: {@code TID (COMM) STATE PARENT ...}; the name may hold anything, also parentheses. */
    static Optional<ThreadStat> parse(String text) {
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        if (open < 2 || close < open || text.length() < close + 3) {
            return Optional.empty();
        }
        String[] words = text.substring(close + 2).split(" ", -1);
        if (words.length <= CPU) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ThreadStat(
                    Integer.parseInt(text.substring(0, open - 1)),
                    text.substring(open + 1, close),
                    Integer.parseInt(words[PARENT]),
                    Long.parseUnsignedLong(words[FLAGS]),
                    Long.parseUnsignedLong(words[STARTED]),
                    Integer.parseInt(words[CPU])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether it is a thread of the kernel that belongs to no process. */
    public boolean isKthread() {
        return (flags & PF_KTHREAD) != 0 && parent == KTHREADD;
    }

    /** Whether the kernel made it for its process, and not for io_uring. */
    public boolean isUserWorker() {
        return (flags & PF_USER_WORKER) != 0 && (flags & (PF_IO_WORKER | PF_KTHREAD)) == 0;
    }
}
