package io.sidecore.collector.support;

import java.util.Optional;

/**
 * One thing that Sidecore can use on a host.
 *
 * @param name short, unique among all lines of a report
 * @param detail what was found
 * @param consequence what falls away, and what would fix it; absent if nothing does
 */
public record Capability(String name, State state, String detail, Optional<String> consequence) {

    /** How much of it there is. */
    public enum State {
        OK,
        DEGRADED,
        MISSING
    }

    public Capability {
        if (name.isBlank() || detail.isBlank()) {
            throw new IllegalArgumentException(
                    "a capability needs a name and a detail: '" + name + "' '" + detail + "'");
        }
        if (state != State.OK && consequence.isEmpty()) {
            throw new IllegalArgumentException(name + " is " + state + ", and has no consequence");
        }
    }

    static Capability ok(String name, String detail) {
        return new Capability(name, State.OK, detail, Optional.empty());
    }

    static Capability degraded(String name, String detail, String consequence) {
        return new Capability(name, State.DEGRADED, detail, Optional.of(consequence));
    }

    static Capability missing(String name, String detail, String consequence) {
        return new Capability(name, State.MISSING, detail, Optional.of(consequence));
    }
}
