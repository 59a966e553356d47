package io.sidecore.vhostuser.link;

import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.RawMemory;

/** Asks poll(2) of one descriptor. One thread at a time. */
public final class Readiness implements AutoCloseable {

    private static final int POLLIN = 1;

    /** struct pollfd. */
    private final long request = RawMemory.allocate(8);

    public Readiness(int descriptor) {
        RawMemory.putInt(request, descriptor);
        RawMemory.putInt(request + 4, POLLIN);
    }

    /** Whether there is something to read, or to be told. */
    public boolean isReadable() {
        return LibC.C.poll(request, 1, 0) > 0;
    }

    @Override
    public void close() {
        RawMemory.free(request);
    }
}
