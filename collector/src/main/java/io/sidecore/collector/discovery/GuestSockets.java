package io.sidecore.collector.discovery;

import io.sidecore.collector.qmp.QemuCommandLine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which guest is at the other end of a vhost-user socket: the one that was started with its path, if only one was. */
final class GuestSockets {

    private static final String SEVERAL = "";

    private final Map<String, String> guests = new HashMap<>();

    GuestSockets(List<FoundGuest> found) {
        for (FoundGuest guest : found) {
            new QemuCommandLine(guest.line())
                    .socketPaths()
                    .forEach(path -> guests.merge(path, guest.name(), (a, b) -> a.equals(b) ? a : SEVERAL));
        }
    }

    Optional<String> guest(String socket) {
        return Optional.ofNullable(guests.get(socket)).filter(name -> !name.equals(SEVERAL));
    }
}
