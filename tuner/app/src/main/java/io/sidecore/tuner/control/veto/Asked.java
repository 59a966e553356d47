package io.sidecore.tuner.control.veto;

import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import java.util.concurrent.CompletableFuture;

/**
 * A change that waits for its answer.
 *
 * @param id the change's, in the journal too
 * @param before the placement that it was decided for
 */
public record Asked(String id, Decision decision, Placement before, CompletableFuture<Answer> answer) {}
