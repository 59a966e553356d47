package io.sidecore.vhostuser.port;

import java.util.Arrays;

/**
 * Who has got a frame that goes to many. After a fault the same frame is looked at again; who has got it must not get it
 * twice.
 */
final class Recipients {

    private Receiver[] given = new Receiver[8];
    private int count;
    private boolean open;

    /** Whether a fault cut a frame short. */
    boolean isOpen() {
        return open;
    }

    /** A frame is begun, or gone on with after a fault. */
    void begin() {
        if (!open) {
            count = 0;
            open = true;
        }
    }

    /** The frame is done. */
    void end() {
        open = false;
    }

    boolean contains(Receiver receiver) {
        for (int i = 0; i < count; i++) {
            if (given[i] == receiver) {
                return true;
            }
        }
        return false;
    }

    void add(Receiver receiver) {
        if (count == given.length) {
            given = Arrays.copyOf(given, 2 * count);
        }
        given[count++] = receiver;
    }
}
