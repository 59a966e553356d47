package io.sidecore.collector.inventory;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a worker does when its virtqueues are empty.
 *
 * <ul>
 *   <li>{@code poll}: look again, for ever, and tell the guests not to kick (ELVIS). Costs a whole CPU.
 *   <li>{@code sleep}: ask for kicks and wait for one (vhost as it is upstream). Costs a wake-up per burst.
 *   <li>{@code spin=50us}: look again for that long, then sleep.
 * </ul>
 *
 * @param kind which of the three
 * @param spin how long an idle worker looks before it sleeps; zero unless {@code kind} is SPIN
 */
public record PollMode(Kind kind, Duration spin) {

    /** Longer spinning is polling by another name. */
    public static final Duration MAX_SPIN = Duration.ofSeconds(1);

    public static final PollMode POLL = new PollMode(Kind.POLL, Duration.ZERO);
    public static final PollMode SLEEP = new PollMode(Kind.SLEEP, Duration.ZERO);

    private static final Pattern SPIN = Pattern.compile("spin=([0-9]{1,7})us");

    /** The ways to be idle. */
    public enum Kind {
        POLL,
        SLEEP,
        SPIN
    }

    public PollMode {
        boolean spins = kind == Kind.SPIN;
        if (spins == spin.isZero() || spin.isNegative() || spin.compareTo(MAX_SPIN) > 0) {
            throw new IllegalArgumentException(
                    "spin must be in (0," + MAX_SPIN.toMillis() + " ms] for SPIN, else 0: " + kind + " " + spin);
        }
    }

    public static PollMode spin(Duration spin) {
        return new PollMode(Kind.SPIN, spin);
    }

    /** Reads {@code poll}, {@code sleep} or {@code spin=MICROSECONDSus}. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static PollMode parse(String text) {
        if (text.equals("poll")) {
            return POLL;
        }
        if (text.equals("sleep")) {
            return SLEEP;
        }
        Matcher matcher = SPIN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a polling mode: '" + text + "' (want poll, sleep or spin=50us)");
        }
        return spin(Duration.ofNanos(1000 * Long.parseLong(matcher.group(1))));
    }

    @JsonValue
    @Override
    public String toString() {
        return switch (kind) {
            case POLL -> "poll";
            case SLEEP -> "sleep";
            case SPIN -> "spin=" + spin.toNanos() / 1000 + "us";
        };
    }
}
