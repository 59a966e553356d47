package io.sidecore.policies.peers.iocm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.policies.Cores;
import io.sidecore.policies.Host;
import io.sidecore.policies.Stories;
import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.document.PolicyFile;
import io.sidecore.policies.peers.Seen;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A step is an epoch, but the first, which starts the clock. */
class IocmPolicyTest {

    private static final Host FOUR_IO_CORES = Host.of(new Cores(CpuSet.parse("0-3"), CpuSet.parse("0-7")));
    private static final String APART = "w0 0-7 sleep: a; w1 0-7 sleep: b; w2 0-7 sleep: c; w3 0-7 sleep: d";

    private static Seen seen() {
        return new Seen("iocm", FOUR_IO_CORES, APART).steps(1);
    }

    /** Sharing one I/O core, all epochs so far asked for sharing. */
    private static Seen sharing() {
        Seen seen = seen().load("a", 0.25)
                .load("b", 0.25)
                .load("c", 0.25)
                .load("d", 0.25)
                .steps(12)
                .settle();
        assertEquals("w0 0 poll: a b c d", seen.placement());
        seen.changes();
        return seen;
    }

    @Test
    void sharingStartsAtTheTwelfthEpochThatAsksForIt() {
        Seen seen = seen().load("a", 0.3).load("b", 0.3).steps(11);
        assertEquals(List.of(), seen.changes());
        assertEquals(
                "iocm: not sharing, workers use 0.60 CPUs; wants to start sharing, asked for in 11 of the last 20 epochs,"
                        + " needs 12",
                seen.hold());
        seen.steps(1);
        assertEquals(
                List.of("iocm: not sharing, workers use 0.60 CPUs; start sharing, from 0 to 1: w0 runs on CPUs 0-7 and"
                        + " shall run on 0"),
                seen.changes());
        assertEquals("w0 0 poll: a b c d", seen.settle().placement());
    }

    /** Three observations make an epoch here: two busy ones, and an idle one at its end. */
    @Test
    void anEpochIsAsLongAsItShallBeHoweverOftenItIsObserved() {
        PolicyDocument slower = PolicyFile.parse(
                "slower",
                Stories.resource("/policies/iocm.json").replace("\"epochMillis\": 100", "\"epochMillis\": 300"));
        Seen seen = new Seen(slower, FOUR_IO_CORES, APART).steps(1);
        for (int epoch = 1; epoch <= 11; epoch++) {
            seen.load("a", 0.9).steps(2).load("a", 0).steps(1);
        }
        assertEquals(List.of(), seen.changes());
        assertEquals(
                "iocm: not sharing, workers use 0.60 CPUs; wants to start sharing, asked for in 11 of the last 20 epochs,"
                        + " needs 12",
                seen.hold());
        seen.load("a", 0.9).steps(2).load("a", 0);
        assertEquals(List.of(), seen.changes());
        assertEquals(1, seen.steps(1).changes().size());
    }

    @Test
    void halfACpuIsNotEnoughToShare() {
        Seen seen = seen().load("a", 0.25).load("b", 0.25).steps(60);
        assertEquals(List.of(), seen.changes());
        assertEquals("iocm: not sharing, workers use 0.50 CPUs; nothing to change", seen.hold());
    }

    @Test
    void theTwelveEpochsNeedNotBeInARow() {
        Seen seen = seen();
        for (int i = 0; i < 5; i++) {
            seen.load("a", 0.6).steps(2).load("a", 0.1).steps(1);
        }
        seen.load("a", 0.6).steps(1);
        assertEquals(List.of(), seen.changes());
        seen.steps(1);
        assertEquals(1, seen.changes().size());
    }

    @Test
    void tenOfTwentyEpochsAreNotEnough() {
        Seen seen = seen();
        for (int i = 0; i < 50; i++) {
            seen.load("a", 0.6).steps(1).load("a", 0.1).steps(1);
        }
        assertEquals(List.of(), seen.changes());
    }

    @Test
    void sharingStopsBelowAFifthOfOneIoCore() {
        Seen seen = sharing();
        seen.load("a", 0.21).load("b", 0).load("c", 0).load("d", 0).steps(60);
        assertEquals(List.of(), seen.changes());
        seen.load("a", 0.19).steps(11);
        assertEquals(List.of(), seen.changes());
        seen.steps(1);
        assertEquals(
                List.of("iocm: 1 I/O core (0.81 idle), guests at most 7.00 CPUs idle, 9000 bytes a frame; stop sharing,"
                        + " from 1 to 0: w0 runs on CPUs 0 and shall run on 0-7"),
                seen.changes());
        assertEquals(
                "a1 0-7 sleep: b; a2 0-7 sleep: c; a3 0-7 sleep: d; w0 0-7 sleep: a",
                seen.settle().placement());
    }

    @Test
    void theSecondIoCoreIsAddedAtTheTwelfthEpochThatAsksForItAndKeptIfBytesPerCycleRise() {
        Seen seen = sharing().steps(10);
        assertEquals(List.of(), seen.changes());
        seen.steps(1);
        assertEquals(
                List.of(
                        "iocm: 1 I/O core (0.00 idle), guests at most 7.00 CPUs idle, 9000 bytes a frame; add an I/O core,"
                                + " from 1 to 2: no worker has room for b, d; adding one"),
                seen.changes());
        assertEquals("a1 1 poll: b d; w0 0 poll: a c", seen.placement());
        seen.bytes(1.1e9, 9000).steps(9);
        assertEquals("iocm: waits to see whether it helped to add an I/O core, epoch 9 of 10", seen.hold());
        seen.steps(1);
        assertEquals("iocm: it was good to add an I/O core: bytes per cycle went from 0.455 to 0.500", seen.hold());
        assertEquals(List.of(), seen.changes());
    }

    @Test
    void anIoCoreThatDidNotHelpIsRegrettedForLongerEachTime() {
        Seen seen = sharing().steps(11);
        assertEquals(1, seen.changes().size());
        // 0.455 bytes per cycle before, and 0.0045 more after: less than 0.01
        seen.bytes(1.01e9, 9000).steps(9);
        assertEquals(List.of(), seen.changes());
        seen.steps(1);
        assertEquals(
                List.of(
                        "iocm: regrets to add an I/O core: bytes per cycle went from 0.455 to 0.459, wants 0.01 more; back"
                                + " to 1 I/O core, not again for 20 epochs: w0 has room; moving b, d to it"),
                seen.changes());
        seen.settle();
        assertEquals("w0 0 poll: a b c d", seen.placement());
        assertEquals(
                List.of(
                        "iocm: regrets to add an I/O core: bytes per cycle went from 0.455 to 0.459, wants 0.01 more; back"
                                + " to 1 I/O core, not again for 20 epochs: no guests are left on a1"),
                seen.changes());
        seen.steps(18);
        assertEquals(List.of(), seen.changes());
        seen.steps(1);
        assertEquals(1, seen.changes().size());
        seen.bytes(1.0e9, 9000).steps(10).settle();
        assertEquals(true, seen.changes().get(0).endsWith("not again for 40 epochs: w0 has room; moving b, d to it"));
    }

    @Test
    void noDifferenceAtAllIsGood() {
        Seen seen = sharing().steps(11);
        seen.changes();
        seen.steps(10);
        assertEquals("iocm: it was good to add an I/O core: bytes per cycle went from 0.455 to 0.455", seen.hold());
        assertEquals("a1 1 poll: b d; w0 0 poll: a c", seen.placement());
    }

    @Test
    void guestsThatCannotSpareACpuKeepIt() {
        Seen seen = sharing().waiting(1);
        seen.steps(60);
        assertEquals(1, seen.changes().size(), "6 CPUs idle are enough");
        Host tight = Host.of(new Cores(CpuSet.of(0, 1), CpuSet.of(0, 1)));
        Seen small = new Seen("iocm", tight, "w0 0-1 sleep: a; w1 0-1 sleep: b")
                .load("a", 0.5)
                .load("b", 0.5);
        small.steps(13).settle().steps(60);
        assertEquals("w0 0 poll: a b", small.placement());
        assertEquals(
                "iocm: 1 I/O core (0.00 idle), guests at most 1.00 CPUs idle, 9000 bytes a frame; nothing to change",
                small.hold());
    }

    @Test
    void smallFramesTakeAnIoCoreAwayForLargerBatches() {
        Seen seen = sharing().steps(11).bytes(1.1e9, 9000).steps(10);
        seen.changes();
        seen.bytes(1.1e9, 1500).steps(11);
        assertEquals(List.of(), seen.changes());
        seen.steps(1);
        assertEquals(
                List.of(
                        "iocm: 2 I/O cores (1.00 idle), guests at most 6.00 CPUs idle, 1500 bytes a frame; remove an I/O"
                                + " core for larger batches, from 2 to 1: w0 has room; moving b, d to it"),
                seen.changes());
    }

    @Test
    void aSurplusIoCoreIsRemoved() {
        Seen seen = sharing().steps(11).bytes(1.1e9, 9000).steps(10);
        seen.changes();
        seen.load("a", 0.1).load("b", 0.09).steps(12);
        assertEquals(
                List.of(
                        "iocm: 2 I/O cores (1.31 idle), guests at most 6.00 CPUs idle, 9000 bytes a frame; remove an I/O"
                                + " core, from 2 to 1: w0 has room; moving b, d to it"),
                seen.changes());
    }
}
