package io.sidecore.policies.plan;

import io.sidecore.collector.inventory.QueueId;
import java.util.List;

/**
 * A rule that a plan could not hold.
 *
 * @param guest whom it concerns
 * @param queues what is left without a worker; empty if all are served, against the rule, as an administrator pinned
 *     them
 * @param rule which rule, as the instance calls it
 * @param reason what stands in the way, and how much of it
 */
public record Conflict(String guest, List<QueueId> queues, Rule rule, String reason) {

    /** The rules that can stand in the way of a queue. */
    public enum Rule {
        WORKERS("workers"),
        NUMA("numa"),
        CGROUP_MATCH("cgroupMatch"),
        GUESTS_PER_WORKER("guestsPerWorker"),
        ISOLATION("isolation"),
        APART("apart"),
        TOGETHER("together"),
        PINNED("pinned");

        private final String text;

        Rule(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    public Conflict {
        queues = List.copyOf(queues);
    }
}
