package io.sidecore.vhostuser.worker;

import io.sidecore.collector.counters.QueueCounter;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is known of guests, and asked for them, whether they are there or not. Its crew lets one thread in at a time. */
final class GuestBook {

    private final Map<String, Origin> origins = new HashMap<>();
    private final SortedMap<String, Integer> weights = new TreeMap<>();

    void introduce(String guest, Origin origin) {
        origins.put(guest, origin);
    }

    Origin originOf(String guest) {
        return origins.getOrDefault(guest, Origin.UNKNOWN);
    }

    /** The frontends of these queues, by guest, as far as they are known. */
    SortedMap<String, Frontend> frontendsOf(Collection<Virtqueue> queues) {
        SortedMap<String, Frontend> frontends = new TreeMap<>();
        for (Virtqueue queue : queues) {
            String guest = queue.id().device();
            long packets = queue.counters().get(QueueCounter.PACKETS);
            originOf(guest)
                    .process()
                    .ifPresent(process -> frontends.merge(guest, new Frontend(process, packets), Frontend::plus));
        }
        return frontends;
    }

    /** Weights of guests that have another than {@link Share#DEFAULT_WEIGHT}. */
    SortedMap<String, Integer> weights() {
        return new TreeMap<>(weights);
    }

    void setWeight(String guest, int weight) {
        if (weight < 1 || weight > Share.MAX_WEIGHT) {
            throw new IllegalArgumentException(
                    "the weight of a guest must be in [1," + Share.MAX_WEIGHT + "]: " + weight);
        }
        weights.put(guest, weight);
        weights.values().removeIf(value -> value == Share.DEFAULT_WEIGHT);
    }

    int weightOf(String guest) {
        return weights.getOrDefault(guest, Share.DEFAULT_WEIGHT);
    }
}
