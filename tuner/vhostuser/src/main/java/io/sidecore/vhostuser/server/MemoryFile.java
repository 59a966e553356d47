package io.sidecore.vhostuser.server;

import io.sidecore.vhostuser.protocol.ProtocolException;
import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.RawMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * What may be a guest's memory: a file that the kernel itself backs. On a file system in user space, or one across the
 * network, another process decides how long each first touch of a page takes; a worker would wait for it.
 */
final class MemoryFile {

    /** f_type of tmpfs (a memfd is there too), ramfs, hugetlbfs, ext2 to ext4, xfs and btrfs; statfs(2). */
    private static final Set<Long> BACKED_BY_KERNEL =
            Set.of(0x01021994L, 0x858458f6L, 0x958458f6L, 0xef53L, 0x58465342L, 0x9123683eL);

    /** More than struct statfs has. */
    private static final int STATFS_BYTES = 256;

    private MemoryFile() {}

    /**
     * Lets it pass, or not.
     *
     * @throws ProtocolException if it is something else
     */
    static void check(Fd file) {
        long status = RawMemory.allocate(STATFS_BYTES);
        try {
            boolean known =
                    LibC.C.fstatfs(file.number(), status) == 0 && BACKED_BY_KERNEL.contains(RawMemory.getLong(status));
            if (!known) {
                throw new ProtocolException("shared memory with a descriptor that is " + kind(file)
                        + ", want memory: a memfd, or a file on tmpfs, hugetlbfs, ext4, xfs or btrfs");
            }
        } finally {
            RawMemory.free(status);
        }
    }

    private static String kind(Fd file) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + file.number()))
                    .toString();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
