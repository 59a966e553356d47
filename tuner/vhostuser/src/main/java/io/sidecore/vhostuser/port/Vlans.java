package io.sidecore.vhostuser.port;

import java.util.BitSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which VLANs a port carries, and how (IEEE 802.1Q). Frames of the port's own VLAN are untagged; those of others carry
 * their tag. With neither, the port takes every frame as it is: untagged ones are in VLAN 0.
 *
 * @param own the VLAN of untagged frames, 0 to 4094; -1 if untagged frames are not let in
 * @param tagged the VLANs whose frames come and go with their tag; null for all
 */
public record Vlans(int own, @Nullable BitSet tagged) {

    /** The port carries all, and leaves them as they are. */
    public static final Vlans ALL = new Vlans(0, null);

    static final int NOT_CARRIED = -1;

    /** The largest number of a VLAN; 4095 is reserved. */
    private static final int MAX = 4094;

    /**
     * Reads {@code vlan} (a number; the port's own, or null) and {@code trunk} (numbers joined by +, or null).
     *
     * @throws IllegalArgumentException if one is not between 1 and 4094
     */
    public static Vlans parse(@Nullable String vlan, @Nullable String trunk) {
        if (vlan == null && trunk == null) {
            return ALL;
        }
        BitSet tagged = new BitSet();
        if (trunk != null) {
            for (String number : trunk.split("\\+", -1)) {
                tagged.set(number("trunk", number));
            }
        }
        return new Vlans(vlan == null ? NOT_CARRIED : number("vlan", vlan), tagged);
    }

    private static int number(String option, String text) {
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX) {
            throw new IllegalArgumentException("not a VLAN: '" + option + "=" + text + "' (want 1 to " + MAX + ")");
        }
        return Integer.parseInt(text);
    }

    /**
     * The VLAN of a frame that comes in here.
     *
     * @param tag the VLAN in its tag; 0 if it has none, or one that gives only a priority
     * @return {@link #NOT_CARRIED} if it is not let in
     */
    int of(int tag) {
        if (tag == 0) {
            return own;
        }
        return tagged == null || tagged.get(tag) ? tag : NOT_CARRIED;
    }

    boolean carries(int vlan) {
        return vlan == own || isTagged(vlan);
    }

    /** Whether frames of this VLAN leave here with their tag. */
    boolean isTagged(int vlan) {
        return vlan != own && vlan != 0 && (tagged == null || tagged.get(vlan));
    }

    /** As on the command line; empty for all. */
    @Override
    public String toString() {
        String text = own > 0 ? ",vlan=" + own : "";
        return tagged == null || tagged.isEmpty()
                ? text
                : text + ",trunk=" + tagged.stream().mapToObj(String::valueOf).collect(Collectors.joining("+"));
    }
}
