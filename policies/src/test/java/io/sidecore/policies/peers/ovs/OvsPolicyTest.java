package io.sidecore.policies.peers.ovs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.policies.Cores;
import io.sidecore.policies.GuestFacts;
import io.sidecore.policies.Host;
import io.sidecore.policies.peers.Seen;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Ten steps are a second; the first one starts the clock. */
class OvsPolicyTest {

    private static final Host TWO_IO_CORES = Host.of(new Cores(CpuSet.of(0, 1), CpuSet.parse("0-3")));

    /** a and d on CPU 0, b and c on CPU 1, as long as nothing is known of their loads. */
    private static Seen four() {
        return new Seen("ovs-auto-lb", TWO_IO_CORES, "w0 0 poll: a d; w1 1 poll: b c");
    }

    @Test
    void oneWorkerPollsOnEachIoCoreAlsoWithoutGuests() {
        Seen seen = new Seen("ovs-auto-lb", TWO_IO_CORES, "w0 0-3 sleep: a; w1 0-3 sleep:; w2 0-3 sleep:");
        assertEquals("w0 0 poll: a; w1 1 poll:", seen.settle().placement());
        assertEquals(
                List.of(
                        "ovs-auto-lb: one polling worker to an I/O core: w0 runs on CPUs 0-3 and shall run on 0",
                        "ovs-auto-lb: one polling worker to an I/O core: w0 is set to sleep and shall be set to poll",
                        "ovs-auto-lb: one polling worker to an I/O core: w1 runs on CPUs 0-3 and shall run on 1",
                        "ovs-auto-lb: one polling worker to an I/O core: w1 is set to sleep and shall be set to poll",
                        "ovs-auto-lb: one polling worker to an I/O core: no guests are left on w2"),
                seen.changes());
    }

    @Test
    void nothingMovesForFiftyNineSecondsOfOverload() {
        Seen seen = four().load("a", 0.6).load("d", 0.4).steps(600);
        assertEquals(List.of(), seen.changes());
        assertEquals(
                "ovs-auto-lb: busiest worker at 100%, at least 95% for 11 of 12 intervals in a row; looks again in 0 s",
                seen.hold());
    }

    @Test
    void afterSixtySecondsItBalancesIfTheVarianceFallsByEnough() {
        Seen seen = four().load("a", 0.6).load("d", 0.4).steps(601);
        assertEquals(
                List.of("ovs-auto-lb: overloaded for 12 intervals; the variance of loads would go from 2500 to 100, 96%"
                        + " better: w0 has room; moving c to it"),
                seen.changes());
        assertEquals("w0 0 poll: a c; w1 1 poll: b d", seen.settle().placement());
    }

    @Test
    void afterSixtySecondsItHoldsIfTheVarianceFallsByLess() {
        // a and c, b and d would be more even; but to and fro by load, a meets d again.
        Seen seen = four().load("a", 0.9)
                .load("d", 0.1)
                .load("b", 0.3)
                .load("c", 0.2)
                .steps(601);
        assertEquals(List.of(), seen.changes());
        assertEquals(
                "ovs-auto-lb: overloaded, but the variance of loads would go from 625 to 625, 0% better; wants 25%;"
                        + " looks again in 60 s",
                seen.hold());
    }

    @Test
    void oneIntervalBelowTheThresholdStartsTheCountAnew() {
        Seen seen = four().load("a", 0.6).load("d", 0.4).steps(500);
        seen.load("a", 0.1).steps(50).load("a", 0.6).steps(650);
        assertEquals(List.of(), seen.changes());
        assertEquals("w0 0 poll: a c; w1 1 poll: b d", seen.steps(1).settle().placement());
    }

    @Test
    void twoLooksAreAMinuteApart() {
        Seen seen = four().load("a", 0.6).load("d", 0.4).steps(601);
        assertEquals(
                "w0 0 poll: a c; w1 1 poll: b d", seen.load("c", 1).steps(599).placement());
        assertEquals("w0 0 poll: b c; w1 1 poll: a d", seen.steps(1).settle().placement());
    }

    @Test
    void aWorkerWithOneGuestCannotBeHelped() {
        Seen seen = new Seen("ovs-auto-lb", TWO_IO_CORES, "w0 0 poll: a; w1 1 poll: b")
                .load("a", 1)
                .steps(602);
        assertEquals(List.of(), seen.changes());
        assertEquals(
                "ovs-auto-lb: overloaded, but there are not two workers of which one has two queue pairs; looks again in"
                        + " 59 s",
                seen.hold());
    }

    @Test
    void guestsArePolledFromTheirNode() {
        Cores cores = new Cores(CpuSet.of(0, 1), CpuSet.parse("0-1"));
        Host host = new Host(
                cores,
                new TreeMap<>(Map.of(1, 1)),
                List.of(),
                guest -> new GuestFacts(Optional.empty(), OptionalInt.of(guest.equals("c") ? 0 : 1), Optional.empty()));
        Seen seen = new Seen("ovs-auto-lb", host, "w0 0 poll: a b; w1 1 poll: c");
        assertEquals("w0 0 poll: c; w1 1 poll: a b", seen.settle().placement());
    }

    @Test
    void nothingIsBalancedWhereAQueueIsPolledFromAnotherNode() {
        Cores cores = new Cores(CpuSet.of(0, 1), CpuSet.parse("0-2"));
        Host host = new Host(
                cores,
                new TreeMap<>(Map.of(1, 1, 2, 2)),
                List.of(),
                guest -> new GuestFacts(Optional.empty(), OptionalInt.of(2), Optional.empty()));
        Seen seen = new Seen("ovs-auto-lb", host, "w0 0 poll: a d; w1 1 poll: b c")
                .load("a", 0.6)
                .load("d", 0.4)
                .steps(601);
        assertEquals(List.of(), seen.changes());
        assertEquals(
                "ovs-auto-lb: overloaded, but a queue is polled from another node than its guest's; looks again in 60 s",
                seen.hold());
    }
}
