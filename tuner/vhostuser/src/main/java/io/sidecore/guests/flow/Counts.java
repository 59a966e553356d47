package io.sidecore.guests.flow;

/**
 * What one end of a flow, or both together, have counted since a phase began.
 *
 * @param packets frames received, whatever their kind
 * @param bytes of those, without the net header
 * @param sent frames that opened an exchange: data of a stream, requests; also those that were due and never got away
 * @param completed of those, how many came through: data received, responses received
 * @param lost passed over by a later one, as far as is known yet
 * @param repeated came again
 * @param reordered came after a later one
 */
public record Counts(long packets, long bytes, long sent, long completed, long lost, long repeated, long reordered) {

    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

    public Counts plus(Counts other) {
        return combine(other, 1);
    }

    public Counts minus(Counts older) {
        return combine(older, -1);
    }

    private Counts combine(Counts other, int sign) {
        return new Counts(
                packets + sign * other.packets,
                bytes + sign * other.bytes,
                sent + sign * other.sent,
                completed + sign * other.completed,
                lost + sign * other.lost,
                repeated + sign * other.repeated,
                reordered + sign * other.reordered);
    }
}
