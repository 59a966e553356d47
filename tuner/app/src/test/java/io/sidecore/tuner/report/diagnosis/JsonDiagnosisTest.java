package io.sidecore.tuner.report.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecore.collector.diagnosis.Diagnosis;
import io.sidecore.collector.signal.host.HostWindows;
import io.sidecore.tuner.diagnose.SampleHost;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonDiagnosisTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static JsonNode json(HostWindows windows) throws JsonProcessingException {
        return JSON.readTree(JsonDiagnosis.of(Diagnosis.of(windows)));
    }

    private static JsonNode schema() throws IOException {
        try (InputStream file = JsonDiagnosis.class.getResourceAsStream("diagnosis.schema.json")) {
            return JSON.readTree(Objects.requireNonNull(file, "the schema lies beside the class"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.sidecore.tuner.report.diagnosis.HtmlDiagnosisTest#hosts")
    void itIsWhatTheSchemaSays(String name, HostWindows windows) throws IOException {
        assertEquals(List.of(), Schema.problems(schema(), json(windows)));
    }

    @Test
    void theSchemaRefusesWhatItDoesNotKnow() throws IOException {
        ObjectNode document = (ObjectNode) json(SampleHost.TROUBLED.windows(5));
        document.put("windows", "five").put("surprise", 1);
        document.remove("gaps");
        assertEquals(
                List.of("$ has surprise", "$ lacks \"gaps\"", "$.windows is no \"integer\": \"five\""),
                Schema.problems(schema(), document));
    }

    @Test
    void numbersAreRawAndFindingsInOrder() throws IOException {
        JsonNode document = json(SampleHost.TROUBLED.windows(10));
        assertTrue(document.get("io_thread_is_bottleneck").asBoolean());
        assertEquals("overload", document.at("/findings/0/cause").asText());
        assertEquals("preempted", document.at("/findings/1/cause").asText());
        assertEquals(4015, document.at("/findings/1/subject/tid").asInt());
        assertEquals("taskset -cp 3 4015", document.at("/findings/1/command").asText());
        assertEquals(
                "taskset -cp 2 4015", document.at("/findings/1/undo_command").asText());
        assertEquals(0.6, document.at("/workers/1/time/runnable_ratio").asDouble(), 1e-9);
        assertTrue(document.at("/workers/1/time/empty_polls_ratio").isNull(), "not counted is null, not 0");
    }

    @Test
    void aHealthyHostSaysSo() throws IOException {
        JsonNode document = json(SampleHost.HEALTHY.windows(10));
        assertFalse(document.get("io_thread_is_bottleneck").asBoolean());
        assertEquals(0, document.get("findings").size());
        assertTrue(
                document.get("verdict").asText().startsWith("No I/O thread is a bottleneck."),
                document.get("verdict")::asText);
    }
}
