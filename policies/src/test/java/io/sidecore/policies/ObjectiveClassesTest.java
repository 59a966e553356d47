package io.sidecore.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.objective.BoundedP99;
import io.sidecore.policies.objective.GuestClass;
import io.sidecore.policies.objective.Guests;
import io.sidecore.policies.objective.NamePattern;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An objective with a bound on p99 and with classes of guests, in numbers that can be followed by hand. */
class ObjectiveClassesTest {

    private static final double EXACT = 1e-12;
    private static final Objective PLAIN = new Objective(1, 0.2, 0.3, 2, 1000);

    private static Objective bounded(double boundMicros, double price, GuestClass... classes) {
        return new Objective(1, 0.2, 0.3, 2, 1000, OptionalDouble.of(boundMicros), price, List.of(classes));
    }

    private static Objective classes(GuestClass... classes) {
        return new Objective(1, 0.2, 0.3, 2, 1000, OptionalDouble.empty(), 0, List.of(classes));
    }

    /** Two queues of activities 0.9 and 0.5; only the second one's p99 is beyond 50 us, by a factor of 4. */
    @Test
    void beyondItsBoundAP99CostsByItsRatio() {
        Observation now = new Guests()
                .queue("vm1/rx0", 9000, 19, 50)
                .queue("vm1/tx0", 1000, 19, 200)
                .on(0.5);
        double excess = 0.5 * Math.log(4) / (0.9 + 0.5);
        assertEquals(PLAIN.utility(now) - 0.4 * 0.9 * excess, bounded(50, 0.4).utility(now), EXACT);
    }

    @Test
    void aP99WithinItsBoundIsWorthNothingMore() {
        Observation longer = new Guests().queue("vm1/rx0", 9000, 19, 50).on(0.5);
        Observation shorter = new Guests().queue("vm1/rx0", 9000, 19, 20).on(0.5);
        assertEquals(PLAIN.utility(longer), bounded(50, 0.4).utility(longer));
        assertEquals(PLAIN.utility(shorter), bounded(50, 0.4).utility(shorter));
    }

    @Test
    void whatDidNotWaitHasNoP99AndCostsNothing() {
        Observation now =
                new Guests().leaving("uplink/rx0", 5000).silent("vm1/tx0").on(0.5);
        assertEquals(PLAIN.utility(now), bounded(0.001, 1000).utility(now));
        assertEquals(List.of(), bounded(50, 0.4).bounded(now));
    }

    /** Of 3 + 1 weights: ln(1 + 9) at 0.75 and ln(1 + 99) at 0.25; delays of 19 us and 99 us likewise. */
    @Test
    void classesAreAWeightedGeometricMean() {
        Observation now = new Guests()
                .queue("db-1/rx0", 9000, 19, 0)
                .queue("vm1/rx0", 99_000, 99, 0)
                .on(0.5);
        double db = Math.log(10) - 0.2 * 0.9 * Math.log(20);
        double others = Math.log(100) - 0.2 * 0.99 * Math.log(100);
        assertEquals(
                0.75 * db + 0.25 * others - 0.3 * 0.5,
                classes(Guests.of("db", "db-*", 3)).utility(now),
                EXACT);
    }

    @Test
    void aClassMayHaveWeightsAndABoundOfItsOwn() {
        GuestClass bulk = new GuestClass(
                "bulk",
                List.of(new NamePattern("b1"), new NamePattern("b2")),
                1,
                OptionalDouble.of(1000),
                OptionalDouble.of(2),
                OptionalDouble.of(0));
        Observation now = new Guests()
                .queue("vm1/rx0", 9000, 0, 100)
                .queue("b2/rx0", 9000, 500, 2000)
                .on(0);
        double others = Math.log(10) - 0.4 * 0.9 * Math.log(2);
        double ofBulk = 2 * Math.log(10) - 0.4 * 0.9 * Math.log(2);
        assertEquals((others + ofBulk) / 2, bounded(50, 0.4, bulk).utility(now), EXACT);
    }

    /** The first class that names a guest has it; a class that names nobody here has no share. */
    @Test
    void theFirstClassThatNamesAGuestHasIt() {
        Observation now = new Guests()
                .queue("db-1/rx0", 9000, 0, 0)
                .queue("vm1/rx0", 99_000, 0, 0)
                .on(0);
        Objective objective =
                classes(Guests.of("gone", "web-*", 100), Guests.of("db", "db-*", 1), Guests.of("all", "*", 3));
        assertEquals(0.25 * Math.log(10) + 0.75 * Math.log(100), objective.utility(now), EXACT);
    }

    /** 30000 frames leave: a third was sent by the db guest, and counts as if it had got them. */
    @Test
    void whatLeavesTheHostIsCreditedToWhoSends() {
        Observation now = new Guests()
                .queue("db-1/tx0", 10_000, 0, 0)
                .queue("vm1/tx0", 20_000, 0, 0)
                .queue("uplink/tx0", 5000, 0, 0)
                .leaving("uplink/rx0", 30_000)
                .on(0);
        assertEquals(
                0.5 * Math.log1p(10) + 0.5 * Math.log1p(20),
                classes(Guests.of("db", "db-*", 1)).utility(now),
                EXACT);
    }

    /** Frames for any guest wait there. */
    @Test
    void theQueueOfAPortOutsideIsOfEveryClass() {
        Observation now = new Guests()
                .queue("db-1/rx0", 1000, 0, 10)
                .queue("uplink/tx0", 1000, 0, 400)
                .leaving("uplink/rx0", 0)
                .on(0);
        assertEquals(
                List.of(new BoundedP99("db", 50, 400)),
                bounded(50, 0.4, Guests.of("db", "db-*", 1)).bounded(now));
    }

    @Test
    void anIdleClassAddsNothingWhateverItsWeight() {
        Observation now =
                new Guests().silent("db-1/rx0").queue("vm1/rx0", 9000, 19, 0).on(0.5);
        double others = Math.log(10) - 0.2 * 0.9 * Math.log(20);
        assertEquals(others / 1000 - 0.15, classes(Guests.of("db", "db-*", 999)).utility(now), EXACT);
    }

    @Test
    void whatBoundsAreMetIsSaidByClass() {
        Objective objective = bounded(50, 0.4, Guests.of("db", "db-*", 3, 20));
        Observation before = new Guests()
                .queue("db-1/rx0", 10, 1, 84)
                .queue("vm1/rx0", 10, 1, 12.5)
                .on(0);
        Observation after = new Guests()
                .queue("db-1/rx0", 10, 1, 19)
                .queue("vm1/rx0", 10, 1, 60)
                .on(0);
        assertEquals(
                List.of(
                        "p99 of db 84.0 us -> 19.0 us, bound 20 us: met",
                        "p99 of default 12.5 us -> 60.0 us, bound 50 us: violated"),
                BoundedP99.change(objective.bounded(before), objective.bounded(after)));
        assertEquals(
                "p99 of db 84.0 us, bound 20 us: violated",
                objective.bounded(before).get(0).inWords());
    }

    @Test
    void withoutClassesABoundIsThatOfAllGuests() {
        Observation now = new Guests().queue("vm1/rx0", 10, 1, 84).on(0);
        assertEquals(
                "p99 of all guests 84.0 us, bound 50 us: violated",
                bounded(50, 0.4).bounded(now).get(0).inWords());
    }

    @Test
    void saysItsBoundAndItsClasses() {
        assertEquals(Optional.empty(), PLAIN.inWords());
        assertEquals(
                Optional.of("p99 within 50 us; p99 price 0.4; class db (db-*): weight 3, p99 within 20 us"),
                bounded(50, 0.4, Guests.of("db", "db-*", 3, 20)).inWords());
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        assertEquals(
                "p99Price needs a p99BoundMicros, of the objective or of a class: 0.5",
                refusal(() -> new Objective(1, 1, 1, 1, 1, OptionalDouble.empty(), 0.5, List.of())));
        assertEquals(
                "p99BoundMicros needs a p99Price above 0, or it would change nothing: 0",
                refusal(() -> classes(Guests.of("db", "db-*", 1, 50))));
        assertEquals("p99BoundMicros must be above 0: 0.0", refusal(() -> bounded(0, 1)));
        assertEquals(
                "each class needs a name of its own, and \"default\" is that of guests in none: \"db\"",
                refusal(() -> classes(Guests.of("db", "a", 1), Guests.of("db", "b", 1))));
        assertEquals("weight of class db must be above 0: 0.0", refusal(() -> Guests.of("db", "a", 0)));
        assertEquals(
                "guests of class db must be one or more names, as in db-*: []",
                refusal(() -> new GuestClass("db", List.of(), 1)));
    }

    private static String refusal(Executable executable) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, executable).getMessage());
    }

    /** Guests vm0 to vm5, of whom every second one also sends, and a port outside. */
    private static final class Draw {

        final double[] packets = new double[8];
        final double[] micros = new double[8];
        final double cpus;

        Draw(SplittableRandom random) {
            for (int i = 0; i < packets.length; i++) {
                packets[i] = Math.exp(random.nextDouble(0, 12));
                micros[i] = Math.exp(random.nextDouble(0, 4));
            }
            cpus = random.nextDouble();
        }

        /** All traffic so many times as much, each delay longer by up to that factor. */
        Observation changed(double traffic, double longer, double moreCpus, SplittableRandom random) {
            Guests guests = new Guests();
            double sent = 0;
            for (int i = 0; i < packets.length; i++) {
                double rate = traffic * packets[i];
                double delay = micros[i] * (1 + random.nextDouble() * (longer - 1));
                guests.queue(i < 6 ? "vm" + i + "/rx0" : "vm" + (i - 6) + "/tx0", rate, delay, 2 * delay);
                sent += i < 6 ? 0 : rate;
            }
            return guests.leaving("uplink/rx0", sent).on(cpus + moreCpus);
        }
    }

    private static List<Objective> split() {
        return List.of(
                classes(Guests.of("a", "vm0", 1), Guests.of("b", "vm1", 1), Guests.of("c", "vm*", 1)),
                bounded(20, 0.1, Guests.of("a", "vm0", 1), Guests.of("b", "*", 1, 60)),
                bounded(20, 0.1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void whatIsWorseForAllIsNeverPreferred(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 100; i++) {
            Draw draw = new Draw(random);
            Observation good = draw.changed(1, 1, 0, random);
            Observation slower = draw.changed(1, 4, 0.2, random);
            Observation less = draw.changed(0.5, 1, 0, random);
            for (Objective objective : split()) {
                double best = objective.utility(good);
                assertTrue(objective.utility(slower) < best, () -> "longer delays, seed " + seed + ", " + objective);
                assertTrue(objective.utility(less) < best, () -> "less traffic, seed " + seed + ", " + objective);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void oneClassOfAllIsAsNoClass(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Observation now = new Draw(random).changed(1, 1, 0, random);
        double plain = PLAIN.utility(now);
        assertEquals(plain, classes(Guests.of("all", "*", 7)).utility(now), 1e-9 * Math.abs(plain));
        assertEquals(plain, classes(Guests.of("none", "web-*", 7)).utility(now), 1e-9 * Math.abs(plain));
    }
}
