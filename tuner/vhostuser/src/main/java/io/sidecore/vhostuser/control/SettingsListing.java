package io.sidecore.vhostuser.control;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a backend answers to {@code settings}.
 *
 * @param placement which worker a device gets that comes
 * @param settings the value of each
 * @param weights of the guests that have another than 1
 */
public record SettingsListing(String placement, Map<String, Long> settings, Map<String, Integer> weights) {

    public SettingsListing {
        settings = new TreeMap<>(settings);
        weights = new TreeMap<>(weights);
    }
}
