package io.sidecore.vhostuser.worker;

import io.sidecore.collector.counters.QueueCounter;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is known of guests, and asked for them, whether they are there or not. Its crew lets one thread in at a time. */
final class GuestBook {

    private final SortedMap<String, Introduced> introduced = new TreeMap<>();
    private final SortedMap<String, Integer> weights = new TreeMap<>();

    private long introductions;

    /** It comes, or more of it is known. Each of its rings tells it again. */
    void introduce(String guest, Origin origin) {
        Introduced known = introduced.get(guest);
        if (known == null || !known.origin().equals(origin)) {
            introductions++;
            introduced.put(guest, new Introduced(introductions, origin));
        }
    }

    /** It is gone; whoever comes by that name is another. Its weight was asked for by its name, and stays. */
    void forget(String guest) {
        introduced.remove(guest);
    }

    /** How often something new became known so far. */
    long introductions() {
        return introductions;
    }

    SortedMap<String, Introduced> introduced() {
        return new TreeMap<>(introduced);
    }

    Origin originOf(String guest) {
        Introduced known = introduced.get(guest);
        return known == null ? Origin.UNKNOWN : known.origin();
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
