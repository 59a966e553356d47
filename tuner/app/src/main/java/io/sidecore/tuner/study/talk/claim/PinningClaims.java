package io.sidecore.tuner.study.talk.claim;

import io.sidecore.tuner.study.talk.Design;
import io.sidecore.tuner.study.talk.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Claims 18 and 19, about pinning on test bed B. */
final class PinningClaims {

    /** Claim 19. "Goes down", no number: pinned is at least 5 % better. */
    static final double BETTER = 1.05;

    /** From so many guests on the talk's were pinned. */
    static final int PINNED_FROM = 14;

    private PinningClaims() {}

    static Claim setUp() {
        return Claim.notTested(
                18,
                "Up to 10 guests nothing is pinned; from 14 on, a worker of its own is on its guest's CPU, a shared one on a "
                        + "CPU of its own choice.",
                "how the graphs were made, not what came out",
                "rebuilt here: both ways are measured with all numbers of guests; shared workers are on the last CPUs, on "
                        + "which guests run too");
    }

    /** @param sweeps of test bed B; all must show it for both designs */
    static Claim unpinned(List<Sweep> sweeps) {
        String talk = "Without pinning, performance goes down.";
        String rule =
                "test bed B, 14 guests or more: pinned gives at least 1.05 times the throughput of not pinned, for the "
                        + "baseline and for sharing";
        IntPredicate which = n -> n >= PINNED_FROM;
        List<String> evidence = new ArrayList<>();
        boolean holds = true;
        for (Sweep sweep : sweeps) {
            List<Versus> both = List.of(
                    Versus.throughput(sweep, Design.BASELINE_PINNED, Design.BASELINE),
                    Versus.throughput(sweep, Design.RFC_PINNED, Design.RFC));
            if (both.get(0).guests(which).isEmpty()) {
                return Claim.notTested(19, talk, rule, "not measured with 14 guests or more");
            }
            for (Versus ratio : both) {
                holds &= ratio.all(which, value -> value >= BETTER);
                evidence.add(ratio.words(which));
            }
        }
        return new Claim(
                19,
                talk,
                rule,
                Claim.Finding.of(holds),
                evidence,
                "a thread that moves finds its caches warm in the simulator, so that pinning can only take choices away.");
    }
}
