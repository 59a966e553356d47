package io.sidecore.vhostuser.rig;

import java.io.File;
import java.util.Objects;

/** How many descriptors and threads this process has, to be compared later. */
public record Leaks(int descriptors, int threads) {

    public static Leaks now() {
        int descriptors = Objects.requireNonNull(new File("/proc/self/fd").list()).length;
        // Those of the JVM come and go as it likes: compilers, garbage collection, the attach listener.
        int threads = (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("(sidecore-|port-|control).*"))
                .count();
        return new Leaks(descriptors, threads);
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
