package io.sidecore.tuner.trial.result;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One worker of the placement that an arm ended with.
 *
 * @param cpus the CPUs that it may run on, as in {@code 0-3,8}
 * @param mode what it does when idle: {@code poll}, {@code sleep} or {@code spin=50us}
 * @param queues the virtqueues that it serves, as in {@code vm1/tx0}
 */
public record PlacedWorker(String worker, String cpus, String mode, List<String> queues) {

    /** Shorter names first, so that vm2 comes before vm10. */
    public static final Comparator<String> BY_NAME =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    public PlacedWorker {
        Checks.text("the name of a worker", worker);
        queues = List.copyOf(queues);
    }

    /** The guests that it serves, each with the names of its queues here, as in {@code vm1 -> [rx0, tx0]}. */
    public SortedMap<String, List<String>> queuesByGuest() {
        SortedMap<String, List<String>> guests = new TreeMap<>(BY_NAME);
        for (String queue : queues) {
            int slash = queue.indexOf('/');
            String guest = slash < 0 ? queue : queue.substring(0, slash);
            guests.computeIfAbsent(guest, name -> new ArrayList<>()).add(queue.substring(slash + 1));
        }
        return guests;
    }

    /** What it does when idle, in words. */
    public String modeText() {
        return switch (mode) {
            case "poll" -> "polling";
            case "sleep" -> "sleeping";
            default -> mode.replaceFirst("spin=(\\d+)us", "spinning $1 us, then sleeping");
        };
    }
}
