package io.sidecore.vhostuser.counters;

import io.sidecore.vhostuser.sys.RawMemory;
import java.nio.charset.StandardCharsets;

/** Names in the counter file: ASCII, ended or filled up by zero bytes. */
final class Names {

    private Names() {}

    static void write(String name, long to, int room) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length >= room) {
            throw new IllegalArgumentException("name of more than " + (room - 1) + " bytes: " + name);
        }
        RawMemory.put(bytes, to);
    }
}
