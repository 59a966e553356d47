package io.sidecore.vhostuser.protocol;

import io.sidecore.vhostuser.sys.RawMemory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** struct sockaddr_un of a path, in native memory while a call needs it. */
final class UnixAddress implements AutoCloseable {

    static final int BYTES = 110;
    private static final int AF_UNIX = 1;
    private static final int MAX_PATH_BYTES = 107;

    final long address;

    /** @throws IllegalArgumentException if the path is too long for a socket */
    UnixAddress(Path path) {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        if (name.length > MAX_PATH_BYTES) {
            throw new IllegalArgumentException(
                    "socket path is " + name.length + " bytes long, the system allows " + MAX_PATH_BYTES + ": " + path);
        }
        address = RawMemory.allocate(BYTES);
        RawMemory.putShort(address, AF_UNIX);
        RawMemory.put(name, address + 2);
    }

    @Override
    public void close() {
        RawMemory.free(address);
    }
}
