package io.sidecore.vhostuser.control;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A port as a backend lists it.
 *
 * @param port its name
 * @param socket where its frontend connects
 * @param type where the frames of its guest go
 * @param served whether a guest's queues are served at this moment
 * @param connections how many frontends have connected so far
 * @param tx what the guest transmitted since the backend started, and what of it was dropped, by its cause
 * @param rx what the guest was given, and what was dropped before that, by its cause
 * @param requests what the guest of a disk asked for, and got or not; these and the two above are empty where there are none
 */
public record Port(
        String port,
        String socket,
        String type,
        boolean served,
        long connections,
        Map<String, Long> tx,
        Map<String, Long> rx,
        Map<String, Long> requests) {

    public Port {
        tx = orEmpty(tx);
        rx = orEmpty(rx);
        requests = orEmpty(requests);
    }

    private static Map<String, Long> orEmpty(@Nullable Map<String, Long> counts) {
        return counts == null ? Map.of() : Map.copyOf(counts);
    }

    /** Whether it is a disk. */
    public boolean isDisk() {
        return type.equals("blk");
    }
}
