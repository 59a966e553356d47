package io.sidecore.policies.plan;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;

/**
 * A queue that goes from the worker that serves it now to another.
 *
 * @param load of the queue, as the instance has it
 */
public record Move(QueueId queue, WorkerId from, WorkerId to, double load) {}
