package io.sidecore.collector.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.proc.HostFiles;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StartTraceTest {

    private static final String STAT = "4711 (a) b) S 1 4711 4711 0 -1 4194560 9 0 0 0 1 2 3 4 20 0 12 0 12345 999 88";

    private static String traced(Map<String, String> environment) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StartTrace.attached(
                environment, HostFiles.ofThisHost(), new PrintStream(bytes, true, StandardCharsets.US_ASCII));
        return bytes.toString(StandardCharsets.US_ASCII);
    }

    @Test
    void theAgeOfAProcessIsTimeUpLessTimeOfItsStart() {
        assertEquals(OptionalLong.of(270), StartTrace.millisSinceStart(STAT, "123.72 200.10"));
        assertEquals(OptionalLong.of(0), StartTrace.millisSinceStart(STAT, "123.44 200.10"), "never negative");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4711 (java", "4711 (java) S 1 2 3", "1 (a) S 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 x 1"})
    void anAgeThatCannotBeReadIsAbsent(String stat) {
        assertEquals(OptionalLong.empty(), StartTrace.millisSinceStart(stat, "123.72 200.10"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " 1", "up 123.72"})
    void withoutTheTimeUpThereIsNoAge(String uptime) {
        assertEquals(OptionalLong.empty(), StartTrace.millisSinceStart(STAT, uptime));
    }

    @Test
    void onlyWhoAsksIsTold() {
        assertEquals("", traced(Map.of()));
        assertEquals("", traced(Map.of("SIDECORE_TRACE_START", "0")));
        String line = traced(Map.of("SIDECORE_TRACE_START", "1"));
        assertTrue(line.matches("attached_ms \\d+\\R"), line);
    }
}
