package io.sidecore.tuner.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JacksonNode;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.policies.document.PolicyException;
import io.sidecore.tuner.study.BuiltInScenarios;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioFileTest {

    private static final String WHOLE = """
            {"$schema": "scenario.schema.json", "name": "mine", "summary": "two guests",
             "host": {"cpus": 8, "nodes": 2, "threadsPerCore": 2, "ioCores": "0", "workerCpus": "0-3",
               "gigabits": 10, "postedInterrupts": true},
             "guests": [
               {"name": "vm1", "cpus": "4-5", "node": 1, "cgroup": "gold", "comes": 2,
                "load": {"kind": "open-in", "bytes": 256, "guestMicros": 1.5, "packetsPerSecond": 5000, "burst": 4,
                  "onMillis": 20, "offMillis": 30, "rttMicros": 50}},
               {"name": "vm2", "load": {"kind": "rr", "concurrency": 4, "thinkMicros": 100}}],
             "scenes": [{"at": 5, "guest": "vm2", "load": {"kind": "stream-in", "window": 64}},
               {"at": 3, "cpu": 0, "share": 0.5}],
             "seconds": 9}
            """;

    private static String problems(String text) {
        return String.valueOf(assertThrows(PolicyException.class, () -> ScenarioFile.parse("s.json", text))
                .getMessage());
    }

    @Test
    void everyFieldIsReadAndScenesComeInOrder() {
        Load bursts = new Load(Load.Kind.OPEN_IN, 256, 1.5, 1, 0, 128, 5000, 4, 20, 30, 50);
        assertEquals(
                new Scenario(
                        "mine",
                        "two guests",
                        new HostSpec(8, 2, 2, CpuSet.of(0), CpuSet.of(0, 1, 2, 3), 10, true),
                        List.of(
                                new GuestSpec("vm1", CpuSet.of(4, 5), 1, "gold", bursts, 2),
                                new GuestSpec(
                                        "vm2",
                                        null,
                                        0,
                                        "",
                                        new Load(Load.Kind.RR, 64, 0, 4, 100, 128, 1, 1, 0, 0, 0),
                                        0)),
                        List.of(
                                Scene.busy(3, 0, 0.5),
                                Scene.load(5, "vm2", new Load(Load.Kind.STREAM_IN, 64, 0, 1, 0, 64, 1, 1, 0, 0, 0))),
                        9),
                ScenarioFile.parse("s.json", WHOLE));
    }

    @Test
    void whatIsWrittenIsReadAsTheSame() {
        for (Scenario scenario : BuiltInScenarios.all()) {
            assertEquals(scenario, ScenarioFile.parse(scenario.name(), ScenarioFile.text(scenario)));
        }
        Scenario whole = ScenarioFile.parse("s.json", WHOLE);
        assertEquals(whole, ScenarioFile.parse("s.json", ScenarioFile.text(whole)));
    }

    @Test
    void theSchemaIsAValidSchema() throws IOException {
        try (InputStream schema =
                Objects.requireNonNull(ScenarioFile.class.getResourceAsStream("scenario.schema.json"))) {
            var result = new ValidatorFactory()
                    .withJsonNodeFactory(new JacksonNode.Factory())
                    .validate(
                            (Object) new ObjectMapper()
                                    .readTree("{\"$ref\": \"https://json-schema.org/draft/2020-12/schema\"}"),
                            (Object) new ObjectMapper().readTree(schema));
            assertTrue(result.isValid(), () -> result.getErrors().get(0).getError());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "cpus": 8         | "cpus": 0         | s.json: /host/cpus is 0; want how many CPUs it has, a whole number from 1 to 1024
            "kind": "rr"      | "kind": "tcp"     | s.json: /guests/1/load/kind is "tcp"; want "idle", "rr", "stream-out", "stream-in", "open-in" or "open-out"
            "burst": 4        | "brust": 4        | s.json: /guests/0/load/brust is unknown; want one of [burst, bytes, concurrency, guestMicros, kind, offMillis, onMillis, packetsPerSecond, rttMicros, thinkMicros, window]
            , "seconds": 9    | ,                 | s.json: line 10, column 39: Unexpected character ('}' (code 125)): was expecting double-quote to start field name; want valid JSON
            "share": 0.5      | "share": 5        | s.json: /scenes/1/share is 5; want how much of the CPU somebody else wants from then on, 0 to 1
            "cpu": 0,         | "cpu": 9,         | s.json: a scene at 3.0 s: CPU 9 is none of the host's (want 0 to 7)
            "4-5"             | "4-9"             | s.json: vm1: CPU 9 is none of the host's (want 0 to 7)
            "node": 1         | "node": 2         | s.json: vm1: node must be below 2, the nodes of the host: 2
            "name": "vm2"     | "name": "vm1"     | s.json: two guests are called vm1; s.json: a scene at 5.0 s is about vm2, which is no guest of [vm1]
            "ioCores": "0"    | "ioCores": "8"    | s.json: /host is {"cpus":8,"nodes":2,"threadsPerCore":2,"ioCores":"8","worker...; want ioCores and workerCpus must be among CPUs 0 to 7: 8
            """)
    void problemsNameThePlaceAndWhatIsWanted(String right, String wrong, String expected) {
        String text = WHOLE.replace("\n \"seconds\"", " \"seconds\"");
        assertTrue(text.contains(right), right);
        assertEquals(expected, problems(text.replace(right, wrong)).replace("\n", "; "));
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertEquals(
                """
                s.json: /guests/0/load/bytes is 1; want the bytes of a frame, a whole number from 64 to 65536; 64 if left out
                s.json: /host/gigabits is -1; want what its link carries each way, Gbit/s above 0; 40 if left out
                s.json: /scenes/0/at is "5"; want when it happens, seconds from 0 to 7200
                s.json: /seconds is 0; want how long it lasts, seconds above 0 and at most 7200""",
                problems(WHOLE.replace("\"bytes\": 256", "\"bytes\": 1")
                        .replace("\"gigabits\": 10", "\"gigabits\": -1")
                        .replace("\"at\": 5", "\"at\": \"5\"")
                        .replace("\"seconds\": 9", "\"seconds\": 0")));
    }

    @Test
    void partsThatDoNotGoTogetherAreAllTold() {
        String both = problems(WHOLE.replace("\"cpus\": \"4-5\"", "\"cpus\": \"5-4\"")
                .replace("\"guest\": \"vm2\",", "\"guest\": \"vm2\", \"cpu\": 1,"));
        assertEquals(2, both.lines().count(), both);
        assertTrue(both.contains("want not a CPU list: '5-4' (want something like 0-3,8)"), both);
        assertTrue(both.contains("want a scene at 5.0 s must be about a guest or a cpu, one of them"), both);
    }

    @Test
    void aFileThatIsNoScenarioIsSaidToBe() {
        assertEquals("s.json: is empty; want a scenario as JSON", problems(""));
        assertEquals(
                "s.json: / is []; want a JSON object with name, host, guests, seconds and, if any, summary and scenes",
                problems("[]"));
    }
}
