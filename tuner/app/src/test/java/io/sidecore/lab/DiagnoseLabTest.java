package io.sidecore.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code ./sidecore diagnose} names the worker that is in trouble, and tells what kind of trouble it is. */
@Tag("lab")
class DiagnoseLabTest {

    private static final Duration LIMIT = Duration.ofSeconds(100);

    @Test
    void aFloodOverloadsItsWorkerAndNoOther() throws JsonProcessingException {
        try (LabGuest quiet = LabGuest.start("--name", "quiet", "--kicks", "20", "--seconds", "200");
                LabGuest flood = LabGuest.start(
                        "--name",
                        "flood",
                        "--flood",
                        "--batch",
                        "32",
                        "--size",
                        "1400",
                        "--cpu",
                        "0",
                        "--seconds",
                        "200")) {
            Lab.pin(flood.device().worker(), 1);
            Lab.pin(quiet.device().worker(), 0);
            quiet.go();
            flood.go();
            JsonNode diagnosis = diagnose();
            assertEquals(
                    Optional.of("overload"), cause(diagnosis, flood.device().worker()), diagnosis.toString());
            assertEquals(Optional.empty(), cause(diagnosis, quiet.device().worker()), diagnosis.toString());
        }
    }

    @Test
    void aBusyLoopPreemptsTheWorkerOfItsCpuAndIsNamed() throws JsonProcessingException {
        try (LabGuest guest = LabGuest.start("--name", "victim", "--kicks", "200", "--cpu", "0", "--seconds", "200");
                LabGuest quiet = LabGuest.start("--name", "quiet", "--kicks", "20", "--seconds", "200");
                BusyLoop loop = BusyLoop.on(1)) {
            Lab.pin(guest.device().worker(), 1);
            Lab.pin(quiet.device().worker(), 0);
            quiet.go();
            guest.go();
            JsonNode diagnosis = diagnose();
            assertEquals(
                    Optional.of("preempted"), cause(diagnosis, guest.device().worker()), diagnosis.toString());
            String finding =
                    finding(diagnosis, guest.device().worker()).orElseThrow().toString();
            assertTrue(finding.contains(BusyLoop.COMM) && finding.contains(String.valueOf(loop.pid())), finding);
        }
    }

    private static JsonNode diagnose() throws JsonProcessingException {
        return new JsonMapper().readTree(Lab.sidecore(LIMIT, "diagnose", "--seconds", "5", "-o", "json"));
    }

    /** Of the most harmful finding about the worker. */
    private static Optional<String> cause(JsonNode diagnosis, int worker) {
        return finding(diagnosis, worker).map(finding -> finding.get("cause").asText());
    }

    private static Optional<JsonNode> finding(JsonNode diagnosis, int worker) {
        return StreamSupport.stream(diagnosis.get("findings").spliterator(), false)
                .filter(finding -> finding.get("subject").get("tid").asInt() == worker)
                .findFirst();
    }
}
