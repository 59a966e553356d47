package io.sidecore.tuner.study.talk.claim;

import io.sidecore.tuner.study.talk.Bed;
import io.sidecore.tuner.study.talk.Sweep;
import io.sidecore.tuner.study.talk.Traffic;
import java.util.List;

/** Claims 9 to 19 of the talk, decided by what was measured. */
public final class Claims {

    private Claims() {}

    /**
     * All of them, by number.
     *
     * @param sweeps each test bed with each of its loads, once
     */
    public static List<Claim> of(List<Sweep> sweeps) {
        List<Sweep> a = on(Bed.A, sweeps);
        List<Sweep> b = on(Bed.B, sweeps);
        List<Sweep> wide = on(Bed.B_WIDE, sweeps);
        PollingClaims polling = new PollingClaims(a);
        return List.of(
                setUp(),
                polling.few(),
                polling.some(),
                polling.many(),
                LatencyClaims.polling(one(a, Traffic.RR)),
                ScalingClaims.baselines(List.of(one(a, Traffic.STREAM), one(a, Traffic.RR))),
                ScalingClaims.stream(one(b, Traffic.STREAM), one(wide, Traffic.STREAM)),
                ScalingClaims.rr(one(b, Traffic.RR), one(wide, Traffic.RR)),
                LatencyClaims.baseline(one(b, Traffic.RR), one(wide, Traffic.RR)),
                PinningClaims.setUp(),
                PinningClaims.unpinned(b));
    }

    private static List<Sweep> on(Bed bed, List<Sweep> sweeps) {
        return sweeps.stream().filter(sweep -> sweep.bed() == bed).toList();
    }

    private static Claim setUp() {
        return Claim.notTested(
                9,
                "Test bed A: 8 cores, up to 7 guests, one guest to a core, I/O on the 8th; netperf TCP stream and UDP RR.",
                "how the graphs were made, not what came out",
                "rebuilt here: 8 simulated CPUs, the 8th the I/O core; loads that stand in for netperf's");
    }

    private static Sweep one(List<Sweep> sweeps, Traffic traffic) {
        return sweeps.stream()
                .filter(sweep -> sweep.traffic() == traffic)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no sweep of " + traffic.word() + " was measured"));
    }
}
