package io.sidecore.tuner.study.talk.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.tuner.study.talk.Bed;
import io.sidecore.tuner.study.talk.Design;
import io.sidecore.tuner.study.talk.MadeUp;
import io.sidecore.tuner.study.talk.Sweep;
import io.sidecore.tuner.study.talk.Traffic;
import io.sidecore.tuner.study.talk.claim.Claim.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule on curves that are made up: what it takes to hold, and what to fail. */
class ClaimsTest {

    private static final double LINE = 10e9;

    private static Claim claim(int number, List<Sweep> sweeps) {
        return Claims.of(sweeps).stream()
                .filter(claim -> claim.number() == number)
                .findFirst()
                .orElseThrow();
    }

    private static Finding finding(int number, MadeUp... sweeps) {
        List<Sweep> all = MadeUp.all();
        for (MadeUp sweep : sweeps) {
            all = sweep.among(all);
        }
        return claim(number, all).finding();
    }

    private static MadeUp streamsOfA() {
        return MadeUp.of(Bed.A, Traffic.STREAM);
    }

    private static MadeUp rrOfB() {
        return MadeUp.of(Bed.B, Traffic.RR);
    }

    @Test
    void theClaimsAreThoseFrom9To19() {
        assertEquals(
                List.of(9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19),
                Claims.of(MadeUp.all()).stream().map(Claim::number).toList());
    }

    @Test
    void setUpsAreNoClaims() {
        assertEquals(Finding.NOT_TESTED, finding(9));
        assertEquals(Finding.NOT_TESTED, finding(18));
    }

    @Test
    void fewGuestsGainIfBothWaysOfPollingGiveMoreThanSharing() {
        MadeUp both = streamsOfA()
                .throughput(Design.POLLING, n -> n <= 3 ? 116 * n : 100 * n)
                .throughput(Design.POSTED, n -> n <= 3 ? 135 * n : 100 * n);
        assertEquals(Finding.HOLDS, finding(10, both));
    }

    @Test
    void fewGuestsDoNotGainIfOneNumberOfThemDoesNot() {
        MadeUp notThree = streamsOfA()
                .throughput(Design.POLLING, n -> n < 3 ? 135 * n : 114 * n)
                .throughput(Design.POSTED, n -> 135 * n);
        assertEquals(Finding.DOES_NOT_HOLD, finding(10, notThree));
    }

    @Test
    void fewGuestsDoNotGainIfOnlyPostedInterruptsDo() {
        assertEquals(Finding.DOES_NOT_HOLD, finding(10, streamsOfA().throughput(Design.POSTED, n -> 135 * n)));
    }

    @Test
    void otherLoadsAreShownButDoNotDecide() {
        MadeUp deep = MadeUp.of(Bed.A, Traffic.DEEP_STREAM)
                .throughput(Design.POLLING, n -> 135 * n)
                .throughput(Design.POSTED, n -> 135 * n);
        Claim claim = claim(10, deep.among(MadeUp.all()));
        assertEquals(Finding.DOES_NOT_HOLD, claim.finding());
        assertEquals(
                "deep-stream, polling / sharing: 1.35 at 1, 1.35 at 2, 1.35 at 3 (holds)",
                claim.evidence().get(2));
    }

    @Test
    void pollingIsTheSameAsSharingWithinEightPercentEitherWay() {
        assertEquals(
                Finding.HOLDS, finding(11, streamsOfA().throughput(Design.POLLING, n -> n == 4 ? 93 * n : 107 * n)));
        assertEquals(Finding.DOES_NOT_HOLD, finding(11, streamsOfA().throughput(Design.POLLING, n -> 109 * n)));
        assertEquals(Finding.DOES_NOT_HOLD, finding(11, streamsOfA().throughput(Design.POLLING, n -> 91 * n)));
    }

    private static MadeUp saturated() {
        return streamsOfA()
                .cpus(Design.SHARING, n -> n >= 6 ? 1 : 0.5)
                .throughput(Design.SHARING, n -> 0.85 * LINE)
                .throughput(Design.POSTED, n -> 0.98 * LINE);
    }

    @Test
    void noExitsWinAgainIfSharingIsSaturatedAndTheLineIsFull() {
        assertEquals(Finding.HOLDS, finding(12, saturated()));
    }

    @Test
    void noExitsDoNotWinAgainIfAnyOfThatIsMissing() {
        assertEquals(Finding.DOES_NOT_HOLD, finding(12, saturated().cpus(Design.SHARING, n -> 0.9)));
        assertEquals(Finding.DOES_NOT_HOLD, finding(12, saturated().throughput(Design.SHARING, n -> 0.95 * LINE)));
        assertEquals(Finding.DOES_NOT_HOLD, finding(12, saturated().throughput(Design.POSTED, n -> 0.94 * LINE)));
    }

    @Test
    void pollingBoostsLatencyIfAQuarterIsSavedWithAnyNumberOfGuests() {
        MadeUp rr = MadeUp.of(Bed.A, Traffic.RR).micros(Design.POLLING, n -> 37).micros(Design.POSTED, n -> 30);
        assertEquals(Finding.HOLDS, finding(13, rr));
        assertEquals(Finding.DOES_NOT_HOLD, finding(13, rr.micros(Design.POLLING, n -> n == 7 ? 38 : 37)));
    }

    @Test
    void baselinesScaleBadlyOnlyIfBothDoWithBothLoads() {
        MadeUp stream = streamsOfA()
                .throughput(Design.BASELINE, n -> n == 1 ? 100 : 500)
                .throughput(Design.AFFINITY, n -> n == 1 ? 100 : 400);
        MadeUp rr = MadeUp.of(Bed.A, Traffic.RR)
                .throughput(Design.BASELINE, n -> n == 1 ? 100 : 500)
                .throughput(Design.AFFINITY, n -> n == 1 ? 100 : 400);
        assertEquals(Finding.HOLDS, finding(14, stream, rr));
        assertEquals(Finding.DOES_NOT_HOLD, finding(14, stream));
        assertEquals(Finding.DOES_NOT_HOLD, finding(14, stream, rr.throughput(Design.BASELINE, n -> 100 * n)));
    }

    @Test
    void sharingHelpsStreamsIfItsGainGrows() {
        MadeUp stream = MadeUp.of(Bed.B, Traffic.STREAM);
        assertEquals(Finding.HOLDS, finding(15, stream.throughput(Design.RFC, n -> n < 18 ? 100 * n : 120 * n)));
        assertEquals(Finding.DOES_NOT_HOLD, finding(15, stream.throughput(Design.RFC, n -> 120 * n)));
        assertEquals(Finding.DOES_NOT_HOLD, finding(15, stream.throughput(Design.RFC, n -> 100 * n)));
    }

    @Test
    void sharingMustLoseFirstAndWinThenForRr() {
        assertEquals(Finding.HOLDS, finding(16, rrOfB().throughput(Design.RFC, n -> n <= 7 ? 97 * n : 110 * n)));
        assertEquals(Finding.DOES_NOT_HOLD, finding(16, rrOfB().throughput(Design.RFC, n -> 110 * n)));
        assertEquals(Finding.DOES_NOT_HOLD, finding(16, rrOfB().throughput(Design.RFC, n -> 97 * n)));
    }

    @Test
    void theBaselinesLatencyMustGrowByAFifth() {
        assertEquals(Finding.HOLDS, finding(17, rrOfB().micros(Design.BASELINE, n -> n == 25 ? 61 : 50)));
        assertEquals(Finding.DOES_NOT_HOLD, finding(17, rrOfB().micros(Design.BASELINE, n -> n == 25 ? 59 : 50)));
    }

    @Test
    void pinningMustHelpBothDesignsWithBothLoads() {
        MadeUp rr =
                rrOfB().throughput(Design.BASELINE_PINNED, n -> 106 * n).throughput(Design.RFC_PINNED, n -> 106 * n);
        MadeUp stream = MadeUp.of(Bed.B, Traffic.STREAM)
                .throughput(Design.BASELINE_PINNED, n -> 106 * n)
                .throughput(Design.RFC_PINNED, n -> 106 * n);
        assertEquals(Finding.HOLDS, finding(19, rr, stream));
        assertEquals(Finding.DOES_NOT_HOLD, finding(19, rr));
        assertEquals(Finding.DOES_NOT_HOLD, finding(19, rr, stream.throughput(Design.RFC_PINNED, n -> 104 * n)));
    }

    @Test
    void whatWasNotMeasuredIsNotDecided() {
        List<Sweep> few = MadeUp.all().stream()
                .map(sweep -> MadeUp.of(sweep.bed(), sweep.traffic()).upTo(2).sweep())
                .toList();
        for (int number : new int[] {11, 12, 14, 15, 16, 17, 19}) {
            assertEquals(Finding.NOT_TESTED, claim(number, few).finding(), "claim " + number);
        }
    }

    @Test
    void onlyWhatDoesNotHoldIsExplained() {
        for (Claim claim : Claims.of(MadeUp.all())) {
            assertEquals(claim.finding() != Finding.DOES_NOT_HOLD, claim.guess().isEmpty(), claim::toString);
            assertFalse(claim.evidence().isEmpty(), claim::toString);
        }
    }

    @Test
    void aLoadThatIsMissingIsNamed() {
        List<Sweep> withoutRr = MadeUp.all().stream()
                .filter(sweep -> sweep.traffic() != Traffic.RR)
                .toList();
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> Claims.of(withoutRr));
        assertEquals("no sweep of rr was measured", refused.getMessage());
    }
}
