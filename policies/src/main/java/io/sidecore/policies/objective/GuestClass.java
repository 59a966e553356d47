package io.sidecore.policies.objective;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Guests that an objective counts alike, and apart from others.
 *
 * @param name what reports call it, unique in its objective
 * @param guests their names; a guest belongs to the first class that names it. One with several devices goes by the names
 *     of these
 * @param weight worth of its throughput and delay against those of other classes; above 0
 * @param p99BoundMicros what its p99 delay shall not exceed, above 0; absent: what the objective says
 * @param throughputWeight see the objective, whose own counts if it is absent
 * @param delayWeight likewise
 */
public record GuestClass(
        String name,
        List<NamePattern> guests,
        double weight,
        OptionalDouble p99BoundMicros,
        OptionalDouble throughputWeight,
        OptionalDouble delayWeight) {

    /** Guests that no class of an objective names. */
    public static final GuestClass DEFAULT = new GuestClass("default", List.of(new NamePattern("*")), 1);

    public GuestClass {
        guests = List.copyOf(guests);
        if (!name.matches("[a-z][a-z0-9-]{0,30}")) {
            throw new IllegalArgumentException(
                    "name must be 1 to 31 lower-case letters, digits and '-', as in db: '" + name + "'");
        }
        if (guests.isEmpty()) {
            throw new IllegalArgumentException(
                    "guests of class " + name + " must be one or more names, as in db-*: []");
        }
        String of = " of class " + name + " must be ";
        require(weight > 0, "weight" + of + "above 0", weight);
        require(p99BoundMicros.orElse(1) > 0, "p99BoundMicros" + of + "above 0", p99BoundMicros.orElse(1));
        require(throughputWeight.orElse(0) >= 0, "throughputWeight" + of + "0 or more", throughputWeight.orElse(0));
        require(delayWeight.orElse(0) >= 0, "delayWeight" + of + "0 or more", delayWeight.orElse(0));
    }

    private static void require(boolean right, String wanted, double value) {
        if (!right || Double.isInfinite(value)) {
            throw new IllegalArgumentException(wanted + ": " + value);
        }
    }

    /** All but the weight is as the objective says. */
    public GuestClass(String name, List<NamePattern> guests, double weight) {
        this(name, guests, weight, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    }

    /** Reads a policy file's block, whose later fields may be left out. */
    @JsonCreator
    static GuestClass read(
            @JsonProperty("name") String name,
            @JsonProperty("guests") List<NamePattern> guests,
            @JsonProperty("weight") double weight,
            @JsonProperty("p99BoundMicros") @Nullable Double p99BoundMicros,
            @JsonProperty("throughputWeight") @Nullable Double throughputWeight,
            @JsonProperty("delayWeight") @Nullable Double delayWeight) {
        return new GuestClass(
                name, guests, weight, optional(p99BoundMicros), optional(throughputWeight), optional(delayWeight));
    }

    private static OptionalDouble optional(@Nullable Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** As in {@code db (db-*): weight 3, p99 within 50 us}. */
    public String inWords() {
        StringBuilder words = new StringBuilder(name)
                .append(" (")
                .append(guests.stream().map(NamePattern::text).collect(Collectors.joining(", ")))
                .append("): weight ")
                .append(number(weight));
        p99BoundMicros.ifPresent(
                bound -> words.append(", p99 within ").append(number(bound)).append(" us"));
        throughputWeight.ifPresent(worth -> words.append(", throughput ").append(number(worth)));
        delayWeight.ifPresent(worth -> words.append(", delay ").append(number(worth)));
        return words.toString();
    }

    /** As people write it: 50, not 50.0. */
    public static String number(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : String.valueOf(value);
    }

    /** Whether it names that guest; the first class that does has it. */
    public boolean names(String guest) {
        return guests.stream().anyMatch(pattern -> pattern.matches(guest));
    }
}
