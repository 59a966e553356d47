package io.sidecore.guests.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecore.guests.arrivals.ArrivalProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads a load from JSON:
 *
 * <pre>{@code
 * {"name": "two", "flows": [
 *   {"kind": "rr", "from": "vm1", "to": "vm2", "frameBytes": 64,
 *    "arrivals": {"process": "poisson", "packetsPerSecond": 4000}},
 *   {"kind": "stream", "from": "vm3", "to": "vm4", "frameBytes": 1500, "window": 128}]}
 * }</pre>
 *
 * Everything that is wrong is said at once, each with its place.
 */
public final class LoadJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private LoadJson() {}

    /**
     * Reads a load.
     *
     * @param source what to call the text in messages, such as its file
     * @throws IllegalArgumentException with all that is wrong
     */
    public static Load parse(String source, String text) {
        JsonNode root;
        try {
            root = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(source + " is not JSON: " + e.getOriginalMessage() + " (line "
                    + e.getLocation().getLineNr() + ")");
        }
        if (!root.isObject()) {
            throw new IllegalArgumentException(
                    source + ": want an object {...}, not " + (root.isMissingNode() ? "nothing" : root));
        }
        List<String> problems = new ArrayList<>();
        Optional<Load> load = load(new Fields("", root, problems), source);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(source + ": " + String.join("; ", problems));
        }
        return load.orElseThrow();
    }

    private static Optional<Load> load(Fields fields, String source) {
        fields.allowOnly("name", "flows");
        String name = fields.build(() -> fields.text("name").orElse(source)).orElse(source);
        List<Flow> flows = new ArrayList<>();
        for (Fields flow : fields.list("flows")) {
            flow.build(() -> flow(flow)).ifPresent(flows::add);
        }
        return fields.isSound() ? fields.build(() -> new Load(name, flows)) : Optional.empty();
    }

    private static Flow flow(Fields fields) {
        fields.allowOnly("kind", "from", "to", "frameBytes", "window", "arrivals");
        FlowKind kind = fields.choice("kind", FlowKind.values(), FlowKind::word);
        int frameBytes = fields.whole("frameBytes").orElse(kind.defaultFrameBytes());
        int window = fields.whole("window").orElse(Flow.DEFAULT_WINDOW);
        Optional<ArrivalProcess> arrivals = fields.object("arrivals").map(ArrivalsJson::process);
        return new Flow(kind, guest(fields, "from"), guest(fields, "to"), frameBytes, window, arrivals);
    }

    private static String guest(Fields fields, String field) {
        String guest = fields.text(field)
                .orElseThrow(() -> new IllegalArgumentException(field + " is missing (want a guest, as in \"vm1\")"));
        // the name becomes that of a socket
        if (!guest.toLowerCase(Locale.ROOT).matches("[a-z0-9][a-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException(
                    field + " must be a name of letters, digits, '.', '_' and '-': '" + guest + "'");
        }
        return guest;
    }
}
