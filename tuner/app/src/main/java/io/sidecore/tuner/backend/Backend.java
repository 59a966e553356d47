package io.sidecore.tuner.backend;

import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What serves the virtqueues. It carries out each kind of decision and answers with the actuation, or nothing for a
 * hold. A decision that fails half way is undone before the exception leaves. Methods are called by one thread.
 */
public interface Backend extends Decision.Cases<Optional<Actuation>>, AutoCloseable {

    Set<Capability> capabilities();

    /** How things are now. */
    Placement placement();

    /**
     * Brings back what a change touched. What has vanished meanwhile, such as the queues of a guest that died, is
     * skipped; the rest is brought back all the same.
     */
    void undo(Undo undo);

    @Override
    default Optional<Actuation> hold(Decision.Hold decision) {
        return Optional.empty();
    }

    /** {@inheritDoc} If one of the steps fails, those before it are undone. */
    @Override
    default Optional<Actuation> arrange(Decision.Arrange decision) {
        Undo undo = Undo.of(decision, placement());
        try {
            for (Decision step : decision.steps()) {
                Optional<Actuation> done = step.match(this);
                for (WorkerId added :
                        done.map(actuation -> actuation.before().strays()).orElse(List.of())) {
                    undo = undo.withStray(added);
                }
                done.ifPresent(Actuation::keep); // from now on it is this one's to undo
            }
        } catch (RuntimeException e) {
            undo(undo);
            throw e;
        }
        return Optional.of(new Actuation(decision, undo, this));
    }

    @Override
    void close();
}
