package io.sidecore.tuner.cli;

import java.io.IOException;

/** Notices when standard input is closed: how a child learns that its parent is gone, even one that was killed. */
final class StdinWatch {

    private StdinWatch() {}

    /** Calls {@code ended} once standard input has ended; what comes before that is ignored. */
    static void start(Runnable ended) {
        Thread thread = new Thread(() -> awaitEnd(ended), "stdin-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private static void awaitEnd(Runnable ended) {
        byte[] ignored = new byte[256];
        try {
            while (System.in.read(ignored) >= 0) {}
        } catch (IOException e) {
            // as good as closed
        }
        ended.run();
    }
}
