package io.sidecore.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@code ./sidecore check} says of a kernel that has all it needs. */
@Tag("lab")
class CheckLabTest {

    private static final List<String> ALL_THERE = List.of(
            "kernel",
            "BTF",
            "privileges",
            "schedstat",
            "libbpf",
            "probe sched",
            "probe eventfd",
            "/dev/kvm",
            "/dev/vhost-net");

    @Test
    void aHostWithVhostAndKvmHasAllThatProbesNeed() throws JsonProcessingException {
        Map<String, JsonNode> lines = new TreeMap<>();
        String report = Lab.sidecore(Duration.ofSeconds(100), "check", "-o", "json");
        new JsonMapper()
                .readTree(report)
                .get("capabilities")
                .forEach(line -> lines.put(line.get("name").asText(), line));
        for (String name : ALL_THERE) {
            assertEquals("ok", line(lines, name).get("state").asText(), () -> String.valueOf(lines.get(name)));
        }
        // Emulated SVM has no posted interrupts or halt polling to see; the exits themselves must be counted.
        String kvm = line(lines, "probe kvm").toString();
        assertTrue(kvm.contains("kvm_exit") && !kvm.contains("\"missing\""), kvm);
    }

    private static JsonNode line(Map<String, JsonNode> lines, String name) {
        return Objects.requireNonNull(lines.get(name), () -> "check has no line '" + name + "'");
    }
}
