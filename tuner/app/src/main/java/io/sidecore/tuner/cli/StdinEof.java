package io.sidecore.tuner.cli;

import java.io.IOException;
import java.io.InputStream;

/** Ends the process with its standard input: a parent that dies, however suddenly, takes its child along. */
final class StdinEof {

    private StdinEof() {}

    /** Watches from now on; what arrives on standard input meanwhile is ignored. */
    static void exitOn() {
        Thread watcher = new Thread(
                () -> {
                    awaitEnd(System.in);
                    System.exit(1); // nobody is left to read why
                },
                "stdin-eof");
        watcher.setDaemon(true);
        watcher.start();
    }

    private static void awaitEnd(InputStream in) {
        byte[] ignored = new byte[256];
        try {
            while (in.read(ignored) >= 0) {
                // until the other end is closed
            }
        } catch (IOException e) {
            // as good as closed
        }
    }
}
