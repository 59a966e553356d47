package io.sidecore.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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

    private static final Duration LIMIT = Duration.ofMinutes(4);

    /**
     * The guest shares its worker's CPU, of which it needs little: so the worker has more to do than it can whenever it
     * runs, even if the machine around the lab has little time for it.
     */
    @Test
    void aFloodOverloadsItsWorkerAndNoOther() throws JsonProcessingException {
        try (LabGuest quiet = quiet();
                LabGuest flood = LabGuest.start(
                        "--name",
                        "flood",
                        "--flood",
                        "--batch",
                        "64",
                        "--size",
                        "1500",
                        "--cpu",
                        "1",
                        "--seconds",
                        "900")) {
            Lab.pin(flood.device().worker(), 1);
            Lab.pin(quiet.device().worker(), 0);
            quiet.go();
            flood.go();
            JsonNode diagnosis = diagnose();
            assertEquals(Optional.of("overload"), cause(diagnosis, flood), diagnosis.toString());
            assertNotEquals(Optional.of("overload"), cause(diagnosis, quiet), diagnosis.toString());
        }
    }

    @Test
    void aBusyLoopPreemptsTheWorkerOfItsCpuAndIsNamed() throws JsonProcessingException {
        try (LabGuest guest = LabGuest.start("--name", "victim", "--kicks", "200", "--cpu", "0", "--seconds", "900");
                LabGuest quiet = quiet();
                BusyLoop loop = BusyLoop.on(1)) {
            Lab.pin(guest.device().worker(), 1);
            Lab.pin(quiet.device().worker(), 0);
            quiet.go();
            guest.go();
            JsonNode diagnosis = diagnose();
            assertEquals(Optional.of("preempted"), cause(diagnosis, guest), diagnosis.toString());
            String finding = finding(diagnosis, guest).orElseThrow().toString();
            assertTrue(finding.contains(BusyLoop.COMM) && finding.contains(String.valueOf(loop.pid())), finding);
        }
    }

    private static LabGuest quiet() {
        return LabGuest.start("--name", "quiet", "--kicks", "20", "--cpu", "0", "--seconds", "900");
    }

    private static JsonNode diagnose() throws JsonProcessingException {
        return new JsonMapper().readTree(Lab.sidecore(LIMIT, "diagnose", "--seconds", "5", "-o", "json"));
    }

    /** Of the most harmful finding about a guest's worker. */
    private static Optional<String> cause(JsonNode diagnosis, LabGuest guest) {
        return finding(diagnosis, guest).map(finding -> finding.get("cause").asText());
    }

    private static Optional<JsonNode> finding(JsonNode diagnosis, LabGuest guest) {
        return StreamSupport.stream(diagnosis.get("findings").spliterator(), false)
                .filter(finding -> finding.get("subject").get("tid").asInt()
                        == guest.device().worker())
                .findFirst();
    }
}
