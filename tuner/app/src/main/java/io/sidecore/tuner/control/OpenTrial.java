package io.sidecore.tuner.control;

import io.sidecore.policies.Placement;
import io.sidecore.policies.objective.BoundedP99;
import io.sidecore.tuner.backend.Actuation;
import java.util.List;

/** A change that is being judged. */
final class OpenTrial {

    private final Actuation actuation;
    private final String intent;
    private final double[] before;
    private final Placement placement;
    private final List<BoundedP99> bounded;

    /**
     * A change that was just made.
     *
     * @param intent its id in the journal
     * @param before utilities of the windows before it
     * @param placement as the change left it
     * @param bounded how bounds on p99 were met before it
     */
    OpenTrial(Actuation actuation, String intent, double[] before, Placement placement, List<BoundedP99> bounded) {
        this.actuation = actuation;
        this.intent = intent;
        this.before = before;
        this.placement = placement;
        this.bounded = bounded;
    }

    Actuation actuation() {
        return actuation;
    }

    String intent() {
        return intent;
    }

    double[] before() {
        return before;
    }

    Placement placement() {
        return placement;
    }

    List<BoundedP99> bounded() {
        return bounded;
    }
}
