package io.sidecore.guests.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.guests.arrivals.Fixed;
import io.sidecore.guests.arrivals.OnOff;
import io.sidecore.guests.arrivals.Poisson;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadJsonTest {

    @Test
    void readsAllKindsOfFlows() {
        Load load = LoadJson.parse("my.json", """
                {"name": "mine", "flows": [
                  {"kind": "rr", "from": "vm1", "to": "vm2",
                   "arrivals": {"process": "poisson", "packetsPerSecond": 4000}},
                  {"kind": "stream", "from": "vm3", "to": "vm2", "frameBytes": 9000, "window": 32},
                  {"kind": "stream", "from": "vm2", "to": "vm3",
                   "arrivals": {"process": "fixed", "packetsPerSecond": 0.5}},
                  {"kind": "rr", "from": "vm3", "to": "vm1", "frameBytes": 128,
                   "arrivals": {"process": "onoff", "packetsPerSecond": 1e4, "onMillis": 0.5, "offMillis": 20,
                                "periods": "fixed"}}]}
                """);
        OnOff onOff = new OnOff(10_000, Duration.ofNanos(500_000), Duration.ofMillis(20), OnOff.Periods.FIXED);
        assertEquals(
                new Load(
                        "mine",
                        List.of(
                                Flow.rr("vm1", "vm2", new Poisson(4000)),
                                new Flow(FlowKind.STREAM, "vm3", "vm2", 9000, 32, Optional.empty()),
                                Flow.stream("vm2", "vm3", new Fixed(0.5)),
                                new Flow(FlowKind.RR, "vm3", "vm1", 128, 128, Optional.of(onOff)))),
                load);
        assertEquals(List.of("vm1", "vm2", "vm3"), load.guests());
        assertEquals("rr vm1->vm2", load.flows().get(0).name());
    }

    @Test
    void aLoadWithoutANameIsCalledAfterItsFile() {
        assertEquals(
                "x.json",
                LoadJson.parse("x.json", flow("'kind':'stream','from':'a','to':'b'"))
                        .name());
    }

    /** A load of one flow; quotes are single for the sake of the reader. */
    private static String flow(String fields) {
        return ("{'flows':[{" + fields + "}]}").replace('\'', '"');
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        'kind':'tcp','from':'a','to':'b' | flows[0]: kind must be one of stream, rr: 'tcp'
        'kind':'stream','to':'b' | flows[0]: from is missing (want a guest, as in "vm1")
        'kind':'stream','from':'a','to':'a' | flows[0]: from and to must be two guests: both are a
        'kind':'stream','from':'../a','to':'b' | flows[0]: from must be a name of letters, digits, '.', '_' and '-': '../a'
        'kind':'stream','from':7,'to':'b' | flows[0]: from must be a text: 7
        'kind':'stream','from':'a','to':'b','frameBytes':63 | flows[0]: frameBytes must be in [64,9000]: 63
        'kind':'stream','from':'a','to':'b','frameBytes':64.5 | flows[0]: frameBytes must be a whole number: 64.5
        'kind':'stream','from':'a','to':'b','window':'x' | flows[0]: window must be a number: "x"
        'kind':'stream','from':'a','to':'b','window':3 | flows[0]: window must be in [4,32768]: 3
        'kind':'rr','from':'a','to':'b' | flows[0]: an rr flow needs arrivals, as in {"process": "poisson", "packetsPerSecond": 4000}
        'kind':'rr','from':'a','to':'b','arrivals':3 | flows[0]: arrivals must be an object {...}: 3
        'kind':'rr','from':'a','to':'b','arrivals':{'process':'fixed'} | flows[0]: packetsPerSecond is missing (want a number)
        'kind':'rr','from':'a','to':'b','arrivals':{'process':'fixed','packetsPerSecond':0} | flows[0]: packetsPerSecond must be in (0,1e8]: 0.0
        'kind':'rr','from':'a','to':'b','arrivals':{'process':'onoff','packetsPerSecond':1,'onMillis':-1,'offMillis':1} | flows[0]: onMillis must be in [0,1e9]: -1.0
        'kind':'stream','from':'a','to':'b','windw':64 | flows[0]: unknown field 'windw' (want kind, from, to, frameBytes, window, arrivals)
        """)
    void saysWhatIsWrongAndWhere(String fields, String message) {
        assertEquals("my.json: " + message, refusal(flow(fields)));
    }

    @Test
    void saysEverythingAtOnce() {
        assertEquals(
                "my.json: unknown field 'x' (want name, flows); flows[1] must be an object {...}: 7; "
                        + "flows[0]: kind must be one of stream, rr: 'a'",
                refusal("{\"x\": 1, \"flows\": [{\"kind\": \"a\"}, 7]}"));
    }

    @Test
    void theDocumentAsAWholeIsChecked() {
        assertEquals("my.json: flows must be a list [...]", refusal("{}"));
        assertEquals("my.json: a load needs 1 to 65535 flows: 0", refusal("{\"flows\": []}"));
        String twice = "{\"kind\": \"stream\", \"from\": \"a\", \"to\": \"b\"}";
        assertEquals(
                "my.json: two flows are the same: stream a->b", refusal("{\"flows\": [" + twice + "," + twice + "]}"));
        assertEquals(
                "my.json is not JSON: Unexpected character ('x' (code 120)): was expecting double-quote to start field "
                        + "name (line 2)",
                refusal("{\nx}"));
        assertEquals("my.json: want an object {...}, not []", refusal("[]"));
        assertEquals("my.json: want an object {...}, not nothing", refusal(""));
    }

    private static String refusal(String text) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> LoadJson.parse("my.json", text))
                .getMessage());
    }
}
