package io.sidecore.policies.plan;

import io.sidecore.collector.inventory.WorkerId;

/**
 * What a worker has to do under a plan.
 *
 * @param load of its queues as a share of its capacity; above 1 it is overloaded
 * @param queues how many it serves
 * @param guests how many it serves
 */
public record Share(WorkerId worker, double load, int queues, int guests) {}
