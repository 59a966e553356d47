package io.sidecore.vhostuser.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a worker lives: its beats change, or it sleeps. One that has been woken and gets no CPU still thinks that it
 * sleeps; the kernel knows better. By the thread that watches only.
 */
final class Pulse {

    /** One that sleeps on is asked for only now and then: it would have to stall just as it wakes up. */
    private static final int ASK_AGAIN = 10;

    private final Worker worker;
    private long beats = -1;
    private int missed;

    /** Looks since it was last seen asleep by the kernel's word, and has done nothing since; 0 if it was not. */
    private int looksAsleep;

    Pulse(Worker worker) {
        this.worker = worker;
    }

    /** Looks again; returns how often in a row it gave no sign of life. */
    int look() {
        long now = worker.beats();
        boolean lives = now != beats;
        beats = now;
        if (lives || !worker.isSleeping()) {
            looksAsleep = 0;
        } else {
            looksAsleep = looksAsleep % ASK_AGAIN > 0 || isAsleep() ? looksAsleep + 1 : 0;
            lives = looksAsleep > 0;
        }
        missed = lives ? 0 : missed + 1;
        return missed;
    }

    /** The one who watches was kept from it: what it did not see does not count. */
    void forget() {
        missed = 0;
    }

    /** The state in /proc/TID/stat is the letter behind the name, which may have any character but is in parentheses. */
    private boolean isAsleep() {
        try {
            String stat = Files.readString(Path.of("/proc/self/task/" + worker.tid() + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'S';
        } catch (IOException e) {
            return false; // the thread has ended
        }
    }
}
