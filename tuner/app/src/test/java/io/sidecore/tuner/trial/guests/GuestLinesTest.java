package io.sidecore.tuner.trial.guests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuestLinesTest {

    @Test
    void theThreeKindsOfLines() {
        assertEquals(new GuestLine.Ready(6), GuestLines.parse("{\"type\":\"ready\",\"guests\":6}"));

        GuestLine.Interval interval = (GuestLine.Interval) GuestLines.parse("""
                {"type":"interval","t":1.200,"phase":"measure","seconds":0.2,"packets":12345,"bytes":12345678,
                "requests":812,"lost":1,"latency_micros":{"p50":21.5,"p99":80.1,"max":120.0,"count":812}}""");
        assertTrue(interval.measured());
        assertEquals(new GuestLine.Latency(21.5, 0, 80.1, 0, 120, 0, 812), interval.latencyMicros());

        GuestLine.Latency latency = new GuestLine.Latency(1, 2, 3, 4, 5, 1.5, 6);
        assertEquals(
                new GuestLine.Result(
                        10.0,
                        1,
                        100,
                        200,
                        10,
                        3,
                        2,
                        latency,
                        List.of(new GuestLine.Flow("rr vm1->vm2", "rr", 10, 3, 2, Optional.of(latency))),
                        7,
                        8),
                GuestLines.parse("""
                        {"type":"result","seconds":10.0,"seed":1,"packets":100,"bytes":200,"packets_per_second":10,
                        "requests_per_second":3,"lost":2,
                        "latency_micros":{"p50":1,"p90":2,"p99":3,"p999":4,"max":5,"mean":1.5,"count":6},
                        "flows":[{"flow":"rr vm1->vm2","kind":"rr","packets":9,"packets_per_second":10,
                        "requests_per_second":3,"lost":2,
                        "latency_micros":{"p50":1,"p90":2,"p99":3,"p999":4,"max":5,"mean":1.5,"count":6}}],
                        "kicks":7,"calls":8}"""));
    }

    @Test
    void whatGuestsTellBeyondThatIsPassedOver() {
        GuestLine.Interval interval = (GuestLine.Interval) GuestLines.parse(
                "{\"type\":\"interval\",\"t\":1,\"phase\":\"warmup\",\"seconds\":0.2,\"packets\":1,\"bytes\":1,"
                        + "\"latency_micros\":{\"count\":0},\"new\":[1]}");
        assertFalse(interval.measured());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ready",
                "[1]",
                "{}",
                "{\"type\":\"other\"}",
                "{\"type\":\"ready\",\"guests\":\"six\"}",
                "{\"type\":\"interval\",\"t\":1}",
                "{\"type\":\"result\",\"seconds\":10}"
            })
    void anythingElseIsRefusedAndShown(String line) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> GuestLines.parse(line));
        assertTrue(
                String.valueOf(refused.getMessage())
                        .startsWith("the guests printed '" + line + "', which is no line with type ready, interval or"),
                refused.getMessage());
    }
}
