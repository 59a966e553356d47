package io.sidecore.tuner.backend;

import io.sidecore.policies.Decision;

/** A decision carried out, with its undo. Until it is kept, closing it undoes it. */
public final class Actuation implements AutoCloseable {

    private final Decision decision;
    private final Undo undo;
    private final Backend backend;
    private boolean pending = true;

    public Actuation(Decision decision, Undo undo, Backend backend) {
        this.decision = decision;
        this.undo = undo;
        this.backend = backend;
    }

    public Decision decision() {
        return decision;
    }

    /** What was before, as far as the decision touched it. */
    public Undo before() {
        return undo;
    }

    /** Lets the change stay. */
    public void keep() {
        pending = false;
    }

    /** Brings back what was before; does nothing if that was done already, or the change was kept. */
    public void undo() {
        if (pending) {
            pending = false;
            backend.undo(undo);
        }
    }

    @Override
    public void close() {
        undo();
    }
}
