package io.sidecore.policies.objective;

import java.util.List;
import java.util.Locale;

/**
 * The p99 of guests of whom it is bounded.
 *
 * @param guests the name of their class, or words for all
 * @param boundMicros what it shall not exceed
 * @param p99Micros of the queue where it is longest
 */
public record BoundedP99(String guests, double boundMicros, double p99Micros) {

    public boolean isMet() {
        return p99Micros <= boundMicros;
    }

    /** As in {@code p99 of db 84.0 us, bound 50 us: violated}. */
    public String inWords() {
        return inWords(micros());
    }

    /** What became of each, by class, as in {@code p99 of db 84.0 us -> 31.0 us, bound 50 us: met}. */
    public static List<String> change(List<BoundedP99> before, List<BoundedP99> after) {
        return after.stream()
                .map(now -> before.stream()
                        .filter(was -> was.guests.equals(now.guests))
                        .findFirst()
                        .map(was -> now.inWords(was.micros() + " -> " + now.micros()))
                        .orElseGet(now::inWords))
                .toList();
    }

    private String inWords(String p99) {
        return "p99 of " + guests + " " + p99 + ", bound " + GuestClass.number(boundMicros) + " us: "
                + (isMet() ? "met" : "violated");
    }

    private String micros() {
        return String.format(Locale.ROOT, "%.1f us", p99Micros);
    }
}
