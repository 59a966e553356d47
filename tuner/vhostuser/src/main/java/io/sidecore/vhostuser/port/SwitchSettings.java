package io.sidecore.vhostuser.port;

import java.time.Duration;

/**
 * How a switch treats what it does not know.
 *
 * @param ageing after how long an address that is not seen any more is forgotten; 1 s to 1 000 000 s, as in IEEE 802.1Q
 * @param addressesPerPort how many addresses one port may have, so that no guest pushes out those of others
 * @param floodsPerSecond frames that each transmit queue may send to many (broadcast, multicast, unknown addresses);
 *     0 for any number
 */
public record SwitchSettings(Duration ageing, int addressesPerPort, int floodsPerSecond) {

    /** Ageing as the standard recommends it; room for the containers of a guest; no limit to floods. */
    public static final SwitchSettings DEFAULT = new SwitchSettings(Duration.ofMinutes(5), 256, 0);

    private static final int MAX_AGEING_SECONDS = 1_000_000;
    private static final int MAX_ADDRESSES = 4096;

    public SwitchSettings {
        if (ageing.toSeconds() < 1 || ageing.toSeconds() > MAX_AGEING_SECONDS) {
            throw new IllegalArgumentException(
                    "ageing must be in [1," + MAX_AGEING_SECONDS + "] s: " + ageing.toSeconds());
        }
        if (addressesPerPort < 1 || addressesPerPort > MAX_ADDRESSES) {
            throw new IllegalArgumentException(
                    "addresses per port must be in [1," + MAX_ADDRESSES + "]: " + addressesPerPort);
        }
        if (floodsPerSecond < 0) {
            throw new IllegalArgumentException("floods per second must be 0 (no limit) or more: " + floodsPerSecond);
        }
    }
}
