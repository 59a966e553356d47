package io.sidecore.vhostuser.protocol;

import io.sidecore.vhostuser.sys.Fd;

/** Message sockets without a path to connect to. */
public final class TestSockets {

    private TestSockets() {}

    /** On one end of a pair. */
    public static MessageSocket on(Fd fd) {
        return new MessageSocket(fd);
    }
}
