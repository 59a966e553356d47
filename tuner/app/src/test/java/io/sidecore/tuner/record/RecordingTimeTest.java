package io.sidecore.tuner.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.collector.recording.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordingTimeTest {

    private static final Span SPAN = new Span(
            600,
            Instant.parse("2026-11-23T22:55:00.200Z").toEpochMilli(),
            Instant.parse("2026-11-23T23:05:00.200Z").toEpochMilli(),
            600_000_000_000L);

    /** The recording began at 23:55 in Paris. */
    @ParameterizedTest
    @CsvSource({
        "3m ago,               2026-11-23T23:02:00.200Z",
        "+90s,                 2026-11-23T22:56:30.200Z",
        "23:56,                2026-11-23T22:56:00Z",
        "23:55:00,             2026-11-23T22:55:00Z", // the second it began in, not a day later
        "00:01:30,             2026-11-23T23:01:30Z", // after midnight
        "2026-11-24T00:01:30,  2026-11-23T23:01:30Z",
        "2026-11-23T23:01:30Z, 2026-11-23T23:01:30Z",
    })
    void timesAreReadInEveryForm(String text, String expected) {
        assertEquals(Instant.parse(expected), Instant.ofEpochMilli(millis(text)));
    }

    @Test
    void anythingElseIsRefused() {
        assertEquals(
                "not a time in a recording: 'noon' (want something like '3m ago', +90s, 14:05:30 or"
                        + " 2026-11-24T14:05:30)",
                assertThrows(IllegalArgumentException.class, () -> millis("noon"))
                        .getMessage());
    }

    private static long millis(String text) {
        return RecordingTime.epochMillis(
                text, SPAN, ZoneId.of("Europe/Paris"), duration -> Duration.parse("PT" + duration));
    }
}
