package io.sidecore.tuner.record;

import io.sidecore.collector.recording.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A point of time in a recording, as people write it: {@code 3m ago} before its end, {@code +90s} after its beginning,
 * {@code 14:05} or {@code 14:05:30} on the day it began (or the next day, if that would be before it began), or a date with
 * a time, {@code 2026-11-24T14:05:30}, with or without an offset as in {@code Z}.
 */
public final class RecordingTime {

    private static final String AGO = " ago";

    private RecordingTime() {}

    /**
     * Milliseconds since 1970-01-01T00:00Z.
     *
     * @param duration how durations are read
     * @throws IllegalArgumentException if the text is no such time
     */
    public static long epochMillis(String text, Span span, ZoneId zone, Function<String, Duration> duration) {
        String time = text.strip();
        if (time.endsWith(AGO)) {
            return span.lastEpochMillis()
                    - duration.apply(time.substring(0, time.length() - AGO.length()))
                            .toMillis();
        }
        if (time.startsWith("+")) {
            return span.firstEpochMillis() + duration.apply(time.substring(1)).toMillis();
        }
        return tried(() -> OffsetDateTime.parse(time).toInstant())
                .or(() -> tried(() -> LocalDateTime.parse(time).atZone(zone).toInstant()))
                .or(() -> tried(() -> onTheDay(LocalTime.parse(time), span, zone)))
                .orElseThrow(() -> new IllegalArgumentException("not a time in a recording: '" + text
                        + "' (want something like '3m ago', +90s, 14:05:30 or 2026-11-24T14:05:30)"))
                .toEpochMilli();
    }

    private static Instant onTheDay(LocalTime time, Span span, ZoneId zone) {
        LocalDateTime begin = LocalDateTime.ofInstant(Instant.ofEpochMilli(span.firstEpochMillis()), zone);
        LocalDateTime sameDay = begin.toLocalDate().atTime(time);
        // To the second: 14:05:30 means a recording that began at 14:05:30.2 too.
        boolean before = sameDay.isBefore(begin.withNano(0));
        return (before ? sameDay.plusDays(1) : sameDay).atZone(zone).toInstant();
    }

    private static Optional<Instant> tried(Supplier<Instant> parse) {
        try {
            return Optional.of(parse.get());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
