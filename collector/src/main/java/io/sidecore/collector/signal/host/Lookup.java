package io.sidecore.collector.signal.host;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds entries of a list by their key. While keys are asked for in the list's own order, as they are when nothing comes
 * or goes between two samples, it builds no map.
 */
final class Lookup<K, T> {

    private final List<T> list;
    private final Function<T, K> key;
    private int next;
    private @Nullable Map<K, T> byKey;

    Lookup(List<T> list, Function<T, K> key) {
        this.list = list;
        this.key = key;
    }

    /** The first entry of that key; null if there is none. */
    @Nullable
    T find(K wanted) {
        if (byKey == null && next < list.size() && key.apply(list.get(next)).equals(wanted)) {
            return list.get(next++);
        }
        if (byKey == null) {
            byKey = new HashMap<>(list.size() * 2);
            for (T entry : list) {
                byKey.putIfAbsent(key.apply(entry), entry);
            }
        }
        return byKey.get(wanted);
    }
}
