package io.sidecore.tuner.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people type them: {@code 1}, {@code 0.5}, {@code 500ms}, {@code 2s}, {@code 3m}, {@code 1h}. */
final class Durations {

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?) ?(ms|s|m|h|d|)");
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1000L, "", 1000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private Durations() {}

    static Duration parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "not a time: '" + text + "' (want something like 1, 500ms, 2s, 3m or 1h)");
        }
        BigDecimal nanos = new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(MILLIS.getOrDefault(matcher.group(2), 1000L)))
                .scaleByPowerOfTen(6)
                .setScale(0, RoundingMode.HALF_UP);
        if (nanos.toBigInteger().bitLength() >= Long.SIZE) {
            throw new IllegalArgumentException("too long a time: '" + text + "'");
        }
        return Duration.ofNanos(nanos.longValue());
    }

    /** The shortest that {@link #parse} reads. */
    static String text(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
