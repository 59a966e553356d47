package io.sidecore.collector.discovery;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Names for guests: of a few harmless characters, unique, and kept as long as the guest lives, whatever is found out about
 * it later.
 */
final class GuestNames {

    private static final int LONGEST = 64;

    private final Map<HostProcess.Id, String> given = new HashMap<>();

    /** Forgets the names of guests that are gone. */
    void keepOnly(Set<HostProcess.Id> present) {
        given.keySet().retainAll(present);
    }

    /** The name that was given to a guest before; absent if none was. */
    Optional<String> known(HostProcess.Id id) {
        return Optional.ofNullable(given.get(id));
    }

    /**
     * The name of a guest.
     *
     * @param wanted what its owner calls it; absent or without a harmless character: {@code PROGRAM-PID} it is
     */
    String name(HostProcess.Id id, Optional<String> wanted, String program) {
        String known = given.get(id);
        if (known != null) {
            return known;
        }
        String name = wanted.map(GuestNames::harmless)
                .filter(text -> text.chars().anyMatch(c -> c != '_' && c != '.'))
                .orElseGet(() -> withSuffix(harmless(program), "-" + id.pid()));
        String unique = name;
        for (int i = 1; given.containsValue(unique); i++) {
            unique = withSuffix(name, i == 1 ? "-" + id.pid() : "-" + id.pid() + "-" + i);
        }
        given.put(id, unique);
        return unique;
    }

    private static String withSuffix(String name, String suffix) {
        return name.substring(0, Math.min(name.length(), LONGEST - suffix.length())) + suffix;
    }

    /** Guests and their owners choose names; whatever a terminal, a page or a path could stumble over becomes {@code _}. */
    static String harmless(String text) {
        String harmless = text.replaceAll("[^A-Za-z0-9._-]", "_");
        return harmless.substring(0, Math.min(harmless.length(), LONGEST));
    }
}
