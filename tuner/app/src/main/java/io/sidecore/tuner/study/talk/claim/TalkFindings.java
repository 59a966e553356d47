package io.sidecore.tuner.study.talk.claim;

import io.sidecore.tuner.study.talk.Sweep;
import io.sidecore.tuner.study.talk.TalkSuite;
import java.util.List;

/**
 * What the suite measured, and what it says of the talk's claims.
 *
 * @param suite how it was measured
 * @param sweeps what was
 * @param claims by number
 */
public record TalkFindings(TalkSuite suite, List<Sweep> sweeps, List<Claim> claims) {

    public TalkFindings {
        sweeps = List.copyOf(sweeps);
        claims = List.copyOf(claims);
    }

    /** Decides all claims. */
    public static TalkFindings of(TalkSuite suite, List<Sweep> sweeps) {
        return new TalkFindings(suite, sweeps, Claims.of(sweeps));
    }
}
