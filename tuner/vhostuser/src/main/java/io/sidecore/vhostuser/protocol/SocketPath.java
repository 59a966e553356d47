package io.sidecore.vhostuser.protocol;

import io.sidecore.vhostuser.sys.Errno;
import io.sidecore.vhostuser.sys.SystemCallException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The path of a socket that we listen on, before and after. */
public final class SocketPath {

    /** Bits of st_mode. */
    private static final int FILE_KIND = 0170000;

    private static final int SOCKET = 0140000;

    private SocketPath() {}

    /**
     * Makes sure that the path is free. A socket that nobody listens on any more, as a killed process leaves it, is
     * removed. A directory that is missing, as one of its own in /run is after a boot, is made.
     *
     * @throws IllegalArgumentException if another process listens there or may do so, if something other than a socket
     *     is there, or if there is no such directory, nor one to make it in
     */
    public static void claim(Path path) {
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null || !isDirectoryOrMade(directory)) {
            throw new IllegalArgumentException(
                    "no such directory: " + directory + " (want one to put " + path + " into)");
        }
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!isSocket(path)) {
            throw new IllegalArgumentException(path + " is there already and is no socket (want a free path)");
        }
        try {
            MessageSocket.connect(path).close();
        } catch (SystemCallException e) {
            if (e.errno() != Errno.ECONNREFUSED && e.errno() != Errno.ENOENT) {
                throw new IllegalArgumentException(
                        "cannot tell whether somebody listens: " + e.getMessage() + " (want a free path)");
            }
            release(path); // nobody listens
            return;
        }
        throw new IllegalArgumentException("another process listens on " + path + " (want a free path)");
    }

    private static boolean isDirectoryOrMade(Path directory) {
        try {
            return Files.isDirectory(directory) || Files.isDirectory(Files.createDirectory(directory));
        } catch (IOException e) {
            return Files.isDirectory(directory); // two ports of one backend may want to make it
        }
    }

    private static boolean isSocket(Path path) {
        try {
            int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return (mode & FILE_KIND) == SOCKET;
        } catch (IOException e) {
            throw new UncheckedIOException("look at " + path, e);
        }
    }

    /** Removes the socket. */
    public static void release(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("remove the socket " + path, e);
        }
    }
}
