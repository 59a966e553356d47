package io.sidecore.policies.guard;

import java.util.Locale;

/** Times in reasons. */
public final class Seconds {

    private static final double NANOS_PER_SECOND = 1e9;

    private Seconds() {}

    public static String of(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / NANOS_PER_SECOND);
    }
}
