package io.sidecore.vhostuser.protocol;

import io.sidecore.vhostuser.sys.SystemCallException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The path of a socket that we listen on, before and after. */
public final class SocketPath {

    private SocketPath() {}

    /**
     * Makes sure that the path is free. A socket that nobody listens on any more, as a killed process leaves it, is
     * removed.
     *
     * @throws IllegalArgumentException if another process listens there, if something other than a socket is there, or
     *     if there is no such directory
     */
    public static void claim(Path path) {
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new IllegalArgumentException(
                    "no such directory: " + directory + " (want one to put " + path + " into)");
        }
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            if (Files.readAttributes(path, "isOther", LinkOption.NOFOLLOW_LINKS).containsValue(false)) {
                throw new IllegalArgumentException(path + " is there already and is no socket (want a free path)");
            }
            MessageSocket.connect(path).close();
        } catch (SystemCallException nobodyListens) {
            release(path);
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("look at " + path, e);
        }
        throw new IllegalArgumentException("another process listens on " + path + " (want a free path)");
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
