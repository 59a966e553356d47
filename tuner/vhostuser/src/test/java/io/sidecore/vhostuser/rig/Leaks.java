package io.sidecore.vhostuser.rig;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/** How many descriptors and threads this process has, to be compared later. */
public record Leaks(int descriptors, int threads) {

    static {
        try {
            FileChannel.open(Path.of("/dev/null")).close(); // with its first file the JDK opens a socket, for ever
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Leaks now() {
        int descriptors = (int) Arrays.stream(Objects.requireNonNull(new File("/proc/self/fd").list()))
                .filter(number -> isOurs(Path.of("/proc/self/fd", number)))
                .count();
        // Those of the JVM come and go as it likes: compilers, garbage collection, the attach listener.
        int threads = (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("(sidecore-|port-|control).*"))
                .count();
        return new Leaks(descriptors, threads);
    }

    /** Not the jars and devices that the JVM opens when it first needs them. */
    private static boolean isOurs(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("socket:") || target.startsWith("anon_inode:") || target.startsWith("/memfd:");
        } catch (IOException e) {
            return false; // the one that lists the directory
        }
    }

    /** Waits until there are no more than then; what is being closed may take a moment. */
    public void awaitNone() {
        awaitNoneBut(0, 0);
    }

    /** Waits until there are at most so many more than then. */
    public void awaitNoneBut(int moreDescriptors, int moreThreads) {
        Await.until(
                "there are no more descriptors and threads than " + this,
                () -> now().descriptors <= descriptors + moreDescriptors && now().threads <= threads + moreThreads);
    }
}
