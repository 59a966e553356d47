package io.sidecore.policies.peers.spdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.policies.Cores;
import io.sidecore.policies.Host;
import io.sidecore.policies.peers.Seen;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ten steps are a second, which is a period. */
class SpdkPolicyTest {

    private static final Host THREE_IO_CORES = Host.of(new Cores(CpuSet.parse("0-2"), CpuSet.parse("0-3")));

    private static Seen seen(String start) {
        return new Seen("spdk-dynamic", THREE_IO_CORES, start);
    }

    @Test
    void guestsStartOnTheMainCoreAndUnusedCoresSleep() {
        Seen seen = seen("w0 0-3 sleep: a; w1 0-3 sleep: b; w2 0-3 sleep:; w3 0-3 sleep:");
        assertEquals("w0 0 poll: a b; w1 1 sleep:; w2 2 sleep:", seen.settle().placement());
    }

    @Test
    void nothingHappensBeforeThePeriodIsOver() {
        Seen seen = seen("w0 0 poll: a; w1 1 poll: b; w2 2 sleep:")
                .load("a", 0.3)
                .load("b", 0.1)
                .steps(10);
        assertEquals(List.of(), seen.changes());
        seen.steps(1);
        assertEquals(
                List.of("spdk-dynamic: 1 idle guest of 2, busiest I/O core at 30%, limit 80%: w0 has room; moving b to"
                        + " it"),
                seen.changes());
        assertEquals("w0 0 poll: a b; w1 1 sleep:; w2 2 sleep:", seen.settle().placement());
    }

    @Test
    void aBusyGuestGoesToTheLowestCoreThatStaysBelowTheLimitWithIt() {
        // 0.5 + 0.4 is too much for core 0, 0.3 + 0.4 is not for core 1
        Seen seen = seen("w0 0 poll: a; w1 1 poll: b; w2 2 poll: c")
                .load("a", 0.5)
                .load("b", 0.35)
                .load("c", 0.4)
                .steps(11);
        assertEquals("w0 0 poll: a; w1 1 poll: b c; w2 2 sleep:", seen.settle().placement());
    }

    @Test
    void aCoreAtTheLimitGivesAGuestToAnyCoreThatFits() {
        Seen seen = seen("w0 0 poll: a b; w1 1 sleep:; w2 2 sleep:")
                .load("a", 0.5)
                .load("b", 0.35)
                .steps(11)
                .settle();
        assertEquals("w0 0 poll: b; w1 1 poll: a; w2 2 sleep:", seen.placement());
    }

    @Test
    void aGuestAloneOnAFullCoreStays() {
        Seen seen = seen("w0 0 poll: a; w1 1 sleep:; w2 2 sleep:").load("a", 1).steps(40);
        assertEquals(List.of(), seen.changes());
        assertEquals(
                "spdk-dynamic: 0 idle guests of 1, busiest I/O core at 100%, limit 80%; as it shall be", seen.hold());
    }

    @Test
    void aCoreAtNinetySixPercentIsNotTrustedToHaveRoomForWhatItsGuestLeft() {
        // a leaves core 0. By the counters b alone would leave it at 0.16, and c would fit; but b may have starved.
        Seen distrusted = seen("w0 0 poll: a b; w1 1 poll: c; w2 2 sleep:")
                .load("a", 0.6)
                .load("b", 0.36)
                .load("c", 0.3)
                .steps(11)
                .settle();
        assertEquals("w0 0 poll: b; w1 1 poll: c; w2 2 poll: a", distrusted.placement());
    }

    @Test
    void aCoreAtNinetyFourPercentIsTrusted() {
        Seen trusted = seen("w0 0 poll: a b; w1 1 poll: c; w2 2 sleep:")
                .load("a", 0.6)
                .load("b", 0.34)
                .load("c", 0.3)
                .steps(11)
                .settle();
        assertEquals("w0 0 poll: b c; w1 1 sleep:; w2 2 poll: a", trusted.placement());
    }
}
