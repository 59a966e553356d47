package io.sidecore.tuner.simulator.calibration;

import io.sidecore.tuner.simulator.Costs;
import java.util.function.ToDoubleFunction;

/** A cost that a worker's visits are made of, and how often it was paid. In the order in which the fit cares for them. */
enum Term {
    PACKET("packet", Costs::packet, WorkerWindow::packets),
    VISIT("visit", Costs::visit, WorkerWindow::visits),
    CALL("call", Costs::call, WorkerWindow::calls),
    REQUEUE("requeue", Costs::requeue, WorkerWindow::limited);

    private final String cost;
    private final ToDoubleFunction<Costs> usual;
    private final ToDoubleFunction<WorkerWindow> times;

    Term(String cost, ToDoubleFunction<Costs> usual, ToDoubleFunction<WorkerWindow> times) {
        this.cost = cost;
        this.usual = usual;
        this.times = times;
    }

    /** Its name in {@link Costs}. */
    String cost() {
        return cost;
    }

    double usual(Costs costs) {
        return usual.applyAsDouble(costs);
    }

    double times(WorkerWindow window) {
        return times.applyAsDouble(window);
    }
}
