package io.sidecore.collector.ovs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A port to a guest.
 *
 * @param name the port's
 * @param socket path of the socket between the two; absent if OVS does not tell
 * @param ringSizes descriptors of the guest's virtqueues by their number, receive and transmit in turn
 */
public record VhostUserPort(String name, Optional<String> socket, Map<Integer, Integer> ringSizes) {

    private static final String TYPE = "dpdkvhostuser"; // and dpdkvhostuserclient

    public VhostUserPort {
        ringSizes = Map.copyOf(ringSizes);
    }

    /** Descriptors of the virtqueue that a guest transmits on; absent if not known. */
    public OptionalInt ringSizeOfTransmit(int pair) {
        Integer size = ringSizes.get(2 * pair + 1);
        return size == null ? OptionalInt.empty() : OptionalInt.of(size);
    }

    /**
     * Reads a row of the database's table Interface.
     *
     * @return absent if it is of another type
     */
    static Optional<VhostUserPort> parse(JsonNode row) {
        if (!row.path("type").asText().startsWith(TYPE)) {
            return Optional.empty();
        }
        Map<String, String> status = map(row.path("status"));
        Map<Integer, Integer> sizes = new HashMap<>();
        status.forEach((key, value) -> {
            if (key.matches("vring_[0-9]{1,4}_size") && value.matches("[0-9]{1,6}")) {
                sizes.put(Integer.parseInt(key.split("_", 3)[1]), Integer.parseInt(value));
            }
        });
        Optional<String> socket = Optional.ofNullable(status.get("socket"))
                .or(() -> Optional.ofNullable(map(row.path("options")).get("vhost-server-path")));
        return Optional.of(new VhostUserPort(row.path("name").asText(), socket, sizes));
    }

    /** RFC 7047 writes a map as {@code ["map", [[key, value], ...]]}. */
    private static Map<String, String> map(JsonNode value) {
        Map<String, String> map = new HashMap<>();
        for (JsonNode pair : value.path(1)) {
            map.put(pair.path(0).asText(), pair.path(1).asText());
        }
        return map;
    }
}
