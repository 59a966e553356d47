package io.sidecore.policies.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which guests may share workers. Guests of one group may; guests of two groups share none, because their sets of cgroups
 * differ and are matched, or because one is in a class that the other is not in.
 */
final class Groups {

    /**
     * One of them.
     *
     * @param cgroups empty if cgroups are not matched
     * @param isolation the class of its guests
     */
    record Key(Optional<String> cgroups, Optional<String> isolation) {

        @Override
        public String toString() {
            String text = cgroups.map(name -> "cgroup set '" + name + "'").orElse("");
            String type = isolation.map(name -> "class '" + name + "'").orElse("");
            if (text.isEmpty() && type.isEmpty()) {
                return "guests of no class";
            }
            return text.isEmpty() || type.isEmpty() ? text + type : text + " of " + type;
        }
    }

    private final List<Key> keys = new ArrayList<>();
    private final int[] ofGuest;
    private final boolean[][] allowed;

    Groups(Instance instance) {
        Map<Key, Integer> numbers = new HashMap<>();
        boolean match = instance.rules().cgroupMatch();
        ofGuest = new int[instance.guests().size()];
        for (int i = 0; i < ofGuest.length; i++) {
            PlanGuest guest = instance.guests().get(i);
            Key key = new Key(match ? Optional.of(guest.cgroups()) : Optional.empty(), guest.isolation());
            ofGuest[i] = numbers.computeIfAbsent(key, added -> {
                keys.add(added);
                return keys.size() - 1;
            });
        }
        Set<String> served = new HashSet<>();
        instance.workers().forEach(worker -> worker.isolatedFor().ifPresent(served::add));
        allowed = new boolean[keys.size()][instance.workers().size()];
        for (int group = 0; group < allowed.length; group++) {
            for (int worker = 0; worker < allowed[group].length; worker++) {
                allowed[group][worker] = allows(instance.workers().get(worker), keys.get(group), served);
            }
        }
    }

    /** A class with workers set aside for it is served by these alone. */
    private static boolean allows(PlanWorker worker, Key key, Set<String> served) {
        boolean own = worker.isolatedFor().isPresent()
                ? worker.isolatedFor().equals(key.isolation())
                : key.isolation().filter(served::contains).isEmpty();
        boolean bound = key.cgroups().isPresent() && worker.cgroups().isPresent();
        return own && (!bound || worker.cgroups().equals(key.cgroups()));
    }

    int size() {
        return allowed.length;
    }

    Key key(int group) {
        return keys.get(group);
    }

    int ofGuest(int guest) {
        return ofGuest[guest];
    }

    /** Whether a worker may serve a group, if it serves no other. */
    boolean allowed(int group, int worker) {
        return allowed[group][worker];
    }
}
