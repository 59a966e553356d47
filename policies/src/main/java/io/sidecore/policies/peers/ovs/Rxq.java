package io.sidecore.policies.peers.ovs;

import io.sidecore.collector.inventory.QueueId;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/**
 * A queue pair of a guest, which Open vSwitch polls as one: what the guest sends costs its polling thread, delivery
 * included.
 *
 * @param queues of the pair
 * @param node of its guest's memory; absent if unknown
 * @param load share of a worker that it takes, 0 or more
 */
record Rxq(List<QueueId> queues, OptionalInt node, double load) {

    /** Equal ones by name, so that decisions repeat. */
    static final Comparator<Rxq> BUSIEST_FIRST = Comparator.comparingDouble(Rxq::load)
            .reversed()
            .thenComparing(Rxq::queues, (one, other) -> one.get(0).compareTo(other.get(0)));
}
