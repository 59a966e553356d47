package io.sidecore.vhostuser.server;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The directory of the files in which frames wait that were taken from one guest and not yet given to another. It is for
 * nobody else: the frames are the guests' own.
 */
final class StagingDirectory {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private StagingDirectory() {}

    /**
     * Makes it, or goes on with the one that an earlier backend left.
     *
     * @throws IOException if it is there and others may write to it, or is not ours
     */
    static Path prepare(Path path) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
        boolean ours = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(Path.of("/proc/self")));
        if (!ours
                || !Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS)
                        .equals(OWNER_ONLY)) {
            throw new IOException(path + " is somebody else's, or open to others: remove it");
        }
        return path;
    }

    /** Removes it, unless frames still wait in it. */
    static void remove(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException | NoSuchFileException e) {
            // frames wait for a guest that may come back; whoever starts the next backend finds them
        } catch (IOException e) {
            path.toFile().deleteOnExit(); // it is empty; not worth failing for
        }
    }
}
