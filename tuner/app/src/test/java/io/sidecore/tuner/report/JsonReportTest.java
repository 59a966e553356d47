package io.sidecore.tuner.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecore.tuner.SampleTrial;
import io.sidecore.tuner.trial.compare.Findings;
import io.sidecore.tuner.trial.result.TrialResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonReportTest {

    @Test
    void whatIsWrittenIsReadBackTheSame() {
        for (TrialResult trial : List.of(SampleTrial.typical(), SampleTrial.extreme())) {
            assertEquals(trial, JsonReport.read(JsonReport.write(Findings.of(trial))));
        }
    }

    @Test
    void keysSayTheirUnitsAndAbsentIsNull() throws Exception {
        JsonNode json = new ObjectMapper().readTree(JsonReport.write(Findings.of(SampleTrial.troubled())));
        assertEquals(2, json.get("schema_version").asInt());
        assertEquals(10, json.get("measure_seconds").asDouble());
        JsonNode lossy = json.get("arms").get(0);
        assertEquals(1e6, lossy.at("/totals/packets_per_second").asDouble());
        assertEquals(72, lossy.at("/totals/latency_micros/p99").asDouble());
        assertEquals(1, lossy.at("/totals/worker_cpu_cores").asDouble());
        assertTrue(lossy.at("/totals/interference").isNull());
        JsonNode failed = json.get("arms").get(1);
        assertTrue(failed.get("totals").isNull());
        JsonNode adaptive = json.get("arms").get(3);
        assertEquals(1, adaptive.at("/decision_counts/failed").asInt());
        assertEquals(3.2, adaptive.at("/decisions/0/at_seconds").asDouble());
        assertTrue(json.get("conclusion").size() > 3);
    }

    @Test
    void comparisonsStandBesideWhatTheyAreDrawnFrom() throws Exception {
        JsonNode json = new ObjectMapper().readTree(JsonReport.write(Findings.of(SampleTrial.typical())));
        assertEquals(9, json.at("/comparisons").size());
        JsonNode last = json.at("/comparisons/8");
        assertEquals("adaptive", last.get("arm").asText());
        assertEquals("elvis", last.get("base").asText());
        assertEquals("cpu", last.get("measure").asText());
        assertEquals("BETTER", last.get("verdict").asText());
        assertTrue(last.at("/interval/high").asDouble() < 0.62);
        assertEquals("BLOCKS", json.at("/design/kind").asText());
    }

    @Test
    void whatAFileLacksIsNamed() throws Exception {
        for (String field : List.of("host", "design", "arms", "load")) {
            assertEquals(
                    "not a trial's JSON: " + field + " is missing, or not what a trial writes there",
                    without("", field));
        }
        assertEquals(
                "not a trial's JSON: arms/0/phases is missing, or not what a trial writes there",
                without("/arms/0", "phases"));
        assertEquals(
                "not a trial's JSON: arms/1/totals/seconds is missing, or not what a trial writes there",
                without("/arms/1/totals", "seconds"));
    }

    private static String without(String object, String field) throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        JsonNode json = mapper.readTree(JsonReport.write(Findings.of(SampleTrial.typical())));
        ((ObjectNode) json.at(object)).remove(field);
        String cut = mapper.writeValueAsString(json);
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> JsonReport.read(cut))
                .getMessage());
    }

    @Test
    void whatIsNoObjectIsRefused() {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> JsonReport.read("[]"))
                .getMessage());
        assertEquals("not a trial's JSON: its object is missing, or not what a trial writes there", message);
    }

    @Test
    void anotherSchemaIsRefused() {
        String other = JsonReport.write(Findings.of(SampleTrial.typical()))
                .replace("\"schema_version\" : 2", "\"schema_version\" : 1");
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> JsonReport.read(other));
        assertTrue(String.valueOf(refused.getMessage()).contains("schema_version 1 is not known here (want 2)"));
    }
}
