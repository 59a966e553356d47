package io.sidecore.collector.discovery;

import io.sidecore.collector.inventory.Gap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** What one scan could not look at: each thing once, however many guests it concerns. */
final class Gaps {

    private static final int NAMED = 3;

    private record Key(String what, String reason) {}

    private final Map<Key, TreeSet<String>> found = new LinkedHashMap<>();

    void add(String what, String reason) {
        found.computeIfAbsent(new Key(what, reason), key -> new TreeSet<>());
    }

    void add(Gap gap) {
        add(gap.what(), gap.reason());
    }

    /**
     * The same for one of many.
     *
     * @param what what is missing, without whose it is
     * @param whose the guest or thing that lacks it
     */
    void addOf(String what, String whose, String reason) {
        found.computeIfAbsent(new Key(what, reason), key -> new TreeSet<>()).add(whose);
    }

    List<Gap> list() {
        List<Gap> gaps = new ArrayList<>();
        found.forEach((key, whose) -> gaps.add(new Gap(key.what + of(whose), key.reason)));
        return gaps;
    }

    private static String of(SortedSet<String> whose) {
        if (whose.isEmpty()) {
            return "";
        }
        String some = String.join(", ", whose.stream().limit(NAMED).toList());
        return " of " + some + (whose.size() > NAMED ? " and " + (whose.size() - NAMED) + " more" : "");
    }
}
