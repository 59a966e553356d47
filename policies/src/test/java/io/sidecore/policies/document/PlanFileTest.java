package io.sidecore.policies.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JacksonNode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Stories;
import io.sidecore.policies.plan.Draws;
import io.sidecore.policies.plan.Instance;
import io.sidecore.policies.plan.Numa;
import io.sidecore.policies.plan.PlanGuest;
import io.sidecore.policies.plan.PlanQueue;
import io.sidecore.policies.plan.PlanWorker;
import io.sidecore.policies.plan.Rules;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanFileTest {

    private static final String WHOLE = """
            {"workers": [{"worker": "w0", "node": 1, "cpu": 3, "capacity": 2, "isolatedFor": "gold", "cgroups": "/a"}],
             "guests": [{"guest": "vm1", "node": 1, "cgroups": "/a", "isolation": "gold", "together": true,
               "queues": [{"queue": "vm1/tx0", "load": 0.5, "worker": "w0", "pinned": true}]}],
             "rules": {"numa": "soft", "crossNodeFactor": 1.5, "overload": 0.9, "cgroupMatch": true,
               "guestsPerWorker": 7, "apart": [["vm1"]], "tolerance": 0.05, "movePrice": 0.01}}
            """;

    private static String problems(String text) {
        return String.valueOf(assertThrows(PolicyException.class, () -> PlanFile.parse("i.json", text))
                .getMessage());
    }

    @Test
    void everyFieldIsRead() {
        PlanQueue queue = new PlanQueue(QueueId.parse("vm1/tx0"), 0.5, Optional.of(new WorkerId("w0")), true);
        assertEquals(
                new Instance(
                        List.of(new PlanWorker(
                                new WorkerId("w0"),
                                OptionalInt.of(1),
                                OptionalInt.of(3),
                                2,
                                Optional.of("gold"),
                                Optional.of("/a"))),
                        List.of(new PlanGuest(
                                "vm1", OptionalInt.of(1), "/a", Optional.of("gold"), true, List.of(queue))),
                        new Rules(Numa.SOFT, 1.5, 0.9, true, OptionalInt.of(7), List.of(Set.of("vm1")), 0.05, 0.01)),
                PlanFile.parse("i.json", WHOLE));
    }

    @Test
    void whatIsLeftOutIsAsTheDefaultsAre() {
        Instance instance = PlanFile.parse("i.json", """
                {"workers": [{"worker": "w0"}], "guests": [{"guest": "vm1", "queues": []}]}
                """);
        assertEquals(Rules.DEFAULTS, instance.rules());
        assertEquals(List.of(Draws.worker("w0", OptionalInt.empty())), instance.workers());
        assertEquals(List.of(Draws.guest("vm1", OptionalInt.empty(), List.of())), instance.guests());
    }

    @Test
    void theSchemaIsAValidSchema() throws IOException {
        var result = new ValidatorFactory()
                .withJsonNodeFactory(new JacksonNode.Factory())
                .validate(
                        (Object) new ObjectMapper()
                                .readTree("{\"$ref\": \"https://json-schema.org/draft/2020-12/schema\"}"),
                        (Object) new ObjectMapper().readTree(Stories.resource("/policies/plan.schema.json")));
        assertTrue(result.isValid(), () -> result.getErrors().get(0).getError());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "load": 0.5        | "load": -1           | i.json: /guests/0/queues/0/load is -1; want the share of a plain worker that it needs on its own node, 0 or more; 1 is a whole worker
            "queue": "vm1/tx0" | "queue": "vm1"       | i.json: /guests/0/queues/0/queue is "vm1"; want DEVICE/rxN, DEVICE/txN or DEVICE/qN, as in vm1/tx0
            "worker": "w0",    | "worker": "w 0",     | i.json: /guests/0/queues/0/worker is "w 0"; want 1 to 31 letters, digits, '.', '_' or '-', as in w0; i.json: /workers/0/worker is "w 0"; want 1 to 31 letters, digits, '.', '_' or '-', as in w0
            "numa": "soft"     | "numa": "medium"     | i.json: /rules/numa is "medium"; want "none", "hard" or "soft"
            "capacity": 2      | "capacity": 0        | i.json: /workers/0/capacity is 0; want what it can serve as a multiple of a plain worker, above 0 and at most 1e6; 1 if left out
            "together": true   | "togehter": true     | i.json: /guests/0/togehter is unknown; want one of [cgroups, guest, isolation, node, queues, together]
            "apart": [["vm1"]] | "apart": [["vm2"]]   | i.json: apart names guest vm2, which is not there; want names of guests
            "worker": "w0", "p | "p                   | i.json: vm1/tx0 is pinned to no worker; name the worker that serves it
            """)
    void problemsNameThePlaceAndWhatIsWanted(String right, String wrong, String expected) {
        assertTrue(WHOLE.contains(right), right);
        assertEquals(expected, problems(WHOLE.replace(right, wrong)).replace("\n", "; "));
    }

    @Test
    void aFileThatIsNoJsonIsSaidToBe() {
        assertEquals("i.json: is empty; want an instance as JSON", problems(""));
    }
}
