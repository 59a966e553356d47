package io.sidecore.guests.load;

import io.sidecore.guests.arrivals.ArrivalProcess;
import io.sidecore.guests.arrivals.Fixed;
import io.sidecore.guests.arrivals.OnOff;
import io.sidecore.guests.arrivals.Poisson;
import java.time.Duration;
import java.util.Locale;

/**
 * Reads the arrival process of a flow: {@code poisson} or {@code fixed} with {@code packetsPerSecond}, or {@code onoff}
 * with {@code packetsPerSecond}, {@code onMillis}, {@code offMillis}, and {@code periods} exponential or fixed.
 */
final class ArrivalsJson {

    private enum Law {
        POISSON,
        FIXED,
        ONOFF
    }

    private ArrivalsJson() {}

    static ArrivalProcess process(Fields fields) {
        Law law = fields.choice("process", Law.values(), ArrivalsJson::word);
        double rate = fields.required("packetsPerSecond");
        if (law == Law.ONOFF) {
            return onOff(fields, rate);
        }
        fields.allowOnly("process", "packetsPerSecond");
        return law == Law.POISSON ? new Poisson(rate) : new Fixed(rate);
    }

    private static ArrivalProcess onOff(Fields fields, double rate) {
        fields.allowOnly("process", "packetsPerSecond", "onMillis", "offMillis", "periods");
        OnOff.Periods periods = fields.has("periods")
                ? fields.choice("periods", OnOff.Periods.values(), ArrivalsJson::word)
                : OnOff.Periods.EXPONENTIAL;
        return new OnOff(rate, duration(fields, "onMillis"), duration(fields, "offMillis"), periods);
    }

    private static Duration duration(Fields fields, String field) {
        double millis = fields.required(field);
        if (!(millis >= 0 && millis <= 1e9)) {
            throw new IllegalArgumentException(field + " must be in [0,1e9]: " + millis);
        }
        return Duration.ofNanos(Math.round(millis * 1e6));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
