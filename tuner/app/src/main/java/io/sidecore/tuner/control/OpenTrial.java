package io.sidecore.tuner.control;

import io.sidecore.policies.Placement;
import io.sidecore.tuner.backend.Actuation;

/** A change that is being judged. */
final class OpenTrial {

    private final Actuation actuation;
    private final String intent;
    private final double[] before;
    private final Placement placement;

    /**
     * A change that was just made.
     *
     * @param intent its id in the journal
     * @param before utilities of the windows before it
     * @param placement as the change left it
     */
    OpenTrial(Actuation actuation, String intent, double[] before, Placement placement) {
        this.actuation = actuation;
        this.intent = intent;
        this.before = before;
        this.placement = placement;
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
}
