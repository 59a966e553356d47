package io.sidecore.collector.discovery;

import java.util.HashSet;
import java.util.Set;

/** Names that were given away already. */
final class UniqueNames {

    private final Set<String> taken = new HashSet<>();

    /** Takes the name that is wanted, or the first of NAME~2, NAME~3 and so on that is free. */
    String take(String wanted) {
        String name = wanted;
        for (int i = 2; !taken.add(name); i++) {
            name = wanted + "~" + i;
        }
        return name;
    }
}
