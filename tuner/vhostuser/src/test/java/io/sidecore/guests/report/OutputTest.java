package io.sidecore.guests.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What is printed is a contract: other programs read it. */
class OutputTest {

    private static final IntervalLine INTERVAL =
            new IntervalLine(1.2, "warmup", 0.2, 12345, 12345678, 812, 3, new IntervalLatency(21.5, 80.1, 120.0, 812));

    private static final IntervalLine SILENT =
            new IntervalLine(1.4, "measure", 0.2, 0, 0, 0, 0, new IntervalLatency(null, null, null, 0));

    private static final TotalLatency LATENCY = new TotalLatency(1.0, 2.0, 3.0, 4.0, 5.5, 1.25, 9);

    private static ResultLine result(boolean down) {
        FlowLine flow = new FlowLine("rr vm1->vm2", "rr", 2000, 128000, 1, 2, 3, LATENCY, down);
        return new ResultLine(10, 1, 2000, 128000, 200, 100, 1, LATENCY, List.of(flow), 50, 40);
    }

    private static String printed(Function<PrintStream, Output> maker, Consumer<Output> lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        lines.accept(maker.apply(new PrintStream(bytes, true, StandardCharsets.UTF_8)));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void json() {
        String latency = "{\"p50\":1.0,\"p90\":2.0,\"p99\":3.0,\"p999\":4.0,\"max\":5.5,\"mean\":1.25,\"count\":9}";
        String flow = "{\"flow\":\"rr vm1->vm2\",\"kind\":\"rr\",\"packets\":2000,\"bytes\":128000,\"lost\":1,"
                + "\"repeated\":2,\"reordered\":3,\"latency_micros\":" + latency;
        String result = "{\"type\":\"result\",\"seconds\":10.0,\"seed\":1,\"packets\":2000,\"bytes\":128000,"
                + "\"packets_per_second\":200.0,\"requests_per_second\":100.0,\"lost\":1,\"latency_micros\":" + latency
                + ",\"flows\":[" + flow;
        assertEquals(
                "{\"type\":\"ready\",\"guests\":6}\n"
                        + "{\"type\":\"interval\",\"t\":1.2,\"phase\":\"warmup\",\"seconds\":0.2,\"packets\":12345,"
                        + "\"bytes\":12345678,\"requests\":812,\"lost\":3,"
                        + "\"latency_micros\":{\"p50\":21.5,\"p99\":80.1,\"max\":120.0,\"count\":812}}\n"
                        + "{\"type\":\"interval\",\"t\":1.4,\"phase\":\"measure\",\"seconds\":0.2,\"packets\":0,"
                        + "\"bytes\":0,\"requests\":0,\"lost\":0,"
                        + "\"latency_micros\":{\"p50\":null,\"p99\":null,\"max\":null,\"count\":0}}\n"
                        + result + "}],\"kicks\":50,\"calls\":40}\n"
                        + result + ",\"down\":true}],\"kicks\":50,\"calls\":40}\n",
                printed(JsonOutput::new, output -> {
                    output.ready(6);
                    output.interval(INTERVAL);
                    output.interval(SILENT);
                    output.result(result(false));
                    output.result(result(true));
                }));
    }

    @Test
    void table() {
        assertEquals("""
                6 guests are connected
                 time s  phase     packets/s    Mbit/s requests/s     lost    p50 us    p99 us    max us
                    1.2  warmup        61725       494       4060        3      21.5      80.1     120.0
                    1.4  measure           0         0          0        0         -         -         -

                flow                      packets/s    Mbit/s    lost  repeat reorder    p50 us    p99 us  p99.9 us
                rr vm1->vm2 (down)              200         0       1       2       3       1.0       3.0       4.0

                measured 10.0 s: 200 packets/s, 0 Mbit/s, 100 requests/s, 1 lost, 0.0250 kicks and 0.0200 calls a packet
                """, printed(TableOutput::new, output -> {
            output.ready(6);
            output.interval(INTERVAL);
            output.interval(SILENT);
            output.result(result(true));
        }));
    }
}
