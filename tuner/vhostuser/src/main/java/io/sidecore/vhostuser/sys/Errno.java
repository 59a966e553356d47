package io.sidecore.vhostuser.sys;

import java.util.Map;

/** The error numbers that Sidecore treats on their own, and words for those that users meet. */
public final class Errno {

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int ENXIO = 6;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EBUSY = 16;
    public static final int ENODEV = 19;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int EINVAL = 22;
    public static final int EPIPE = 32;
    public static final int ENOSYS = 38;
    public static final int EBADFD = 77;
    public static final int EMSGSIZE = 90;
    public static final int EOPNOTSUPP = 95;
    public static final int ENETDOWN = 100;
    public static final int ECONNABORTED = 103;
    public static final int ENOBUFS = 105;
    public static final int ECONNREFUSED = 111;

    private static final Map<Integer, String> WORDS = Map.ofEntries(
            Map.entry(1, "operation not permitted"),
            Map.entry(2, "no such file or directory"),
            Map.entry(3, "no such thread"),
            Map.entry(9, "bad file descriptor"),
            Map.entry(12, "out of memory"),
            Map.entry(13, "permission denied"),
            Map.entry(16, "device or resource busy"),
            Map.entry(19, "no such device"),
            Map.entry(22, "invalid argument"),
            Map.entry(23, "too many open files in the system"),
            Map.entry(24, "too many open files"),
            Map.entry(32, "the other side closed the connection"),
            Map.entry(77, "the interface was deleted"),
            Map.entry(98, "address already in use"),
            Map.entry(104, "connection reset by peer"),
            Map.entry(111, "connection refused"));

    private Errno() {}

    /** The error in words where known, always with its number. */
    public static String describe(int errno) {
        String words = WORDS.get(errno);
        return words == null ? "errno " + errno : words + " (errno " + errno + ")";
    }
}
