package io.sidecore.tuner.simulator.calibration;

import io.sidecore.tuner.simulator.Costs;

/** A cost that a worker's visits are made of, and how often it was paid. In the order in which the fit cares for them. */
enum Term {
    PACKET("packet"),
    VISIT("visit"),
    CALL("call"),
    REQUEUE("requeue");

    private final String cost;

    Term(String cost) {
        this.cost = cost;
    }

    /** Its name in {@link Costs}. */
    String cost() {
        return cost;
    }

    double usual(Costs costs) {
        return switch (this) {
            case PACKET -> costs.packet();
            case VISIT -> costs.visit();
            case CALL -> costs.call();
            case REQUEUE -> costs.requeue();
        };
    }

    double times(WorkerWindow window) {
        return switch (this) {
            case PACKET -> window.packets();
            case VISIT -> window.visits();
            case CALL -> window.calls();
            case REQUEUE -> window.limited();
        };
    }
}
