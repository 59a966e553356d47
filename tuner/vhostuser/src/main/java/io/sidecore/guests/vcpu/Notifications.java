package io.sidecore.guests.vcpu;

/**
 * What guests and backend told each other since a phase began.
 *
 * @param kicks sent by the guest
 * @param calls that the backend sent
 */
public record Notifications(long kicks, long calls) {

    public static final Notifications NONE = new Notifications(0, 0);

    public Notifications plus(Notifications other) {
        return new Notifications(kicks + other.kicks, calls + other.calls);
    }
}
