package io.sidecore.tuner.control.veto;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Somebody who is asked before a change is made, and may refuse it. */
public interface Veto {

    /**
     * Asks.
     *
     * @return the answer, now or later, but always: whoever cannot answer says so
     */
    CompletableFuture<Answer> ask(Question question);

    /** For how long a refusal counts, so that the same is not asked again and again; above 0. */
    Duration holds();
}
