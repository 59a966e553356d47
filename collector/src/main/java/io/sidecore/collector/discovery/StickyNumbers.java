package io.sidecore.collector.discovery;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Numbers things from 0 in the order in which they are seen; each keeps its number until a scan does not see it. */
final class StickyNumbers {

    private record Thing(String family, Object key) {}

    private final Map<Thing, Integer> numbers = new HashMap<>();
    private final Set<Thing> seen = new HashSet<>();

    /**
     * A thing's number.
     *
     * @param family within which numbers are unique
     * @param key what names the thing in that family
     */
    int of(String family, Object key) {
        Thing thing = new Thing(family, key);
        seen.add(thing);
        Integer known = numbers.get(thing);
        if (known != null) {
            return known;
        }
        int free = 0;
        while (isTaken(family, free)) {
            free++;
        }
        numbers.put(thing, free);
        return free;
    }

    private boolean isTaken(String family, int number) {
        return numbers.entrySet().stream()
                .anyMatch(entry -> entry.getKey().family.equals(family) && entry.getValue() == number);
    }

    /** Ends a scan: what was not seen in it gives its number back. */
    void endScan() {
        numbers.keySet().retainAll(seen);
        seen.clear();
    }
}
