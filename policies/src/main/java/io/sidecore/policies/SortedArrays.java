package io.sidecore.policies;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map in two lists, its keys in natural order. A policy makes a dozen placements of ten thousand queues
 * in one decision, and walks through each several times: trees of nodes all over the memory would take most of that time,
 * and here all of them share one list of keys.
 *
 * @param <K> keys
 * @param <V> values
 */
@SuppressWarnings("JdkObsolete") // a placement's maps are sorted, and no more is asked of them
public final class SortedArrays<K extends Comparable<K>, V> extends AbstractMap<K, V> implements SortedMap<K, V> {

    private final List<K> keys;
    private final List<V> values;

    private SortedArrays(List<K> keys, List<V> values) {
        this.keys = keys;
        this.values = values;
    }

    /** The same map; itself if it is one of these. */
    @SuppressWarnings("unchecked") // immutable, so that a map of any keys and values is one of these
    public static <K extends Comparable<K>, V> SortedArrays<K, V> of(SortedMap<K, V> map) {
        if (map instanceof SortedArrays) {
            return (SortedArrays<K, V>) map;
        }
        SortedMap<K, V> sorted = map.comparator() == null ? map : new TreeMap<>((Map<K, V>) map);
        return new SortedArrays<>(List.copyOf(sorted.keySet()), List.copyOf(sorted.values()));
    }

    /** Other values for the same keys, in their order. */
    SortedArrays<K, V> with(List<V> others) {
        if (others.size() != keys.size()) {
            throw new IllegalArgumentException(others.size() + " values for " + keys.size() + " keys");
        }
        return new SortedArrays<>(keys, List.copyOf(others));
    }

    /** In order. */
    public List<K> keys() {
        return keys;
    }

    /** In the order of {@link #keys}. */
    public List<V> inOrder() {
        return values;
    }

    /** Where a key is; negative if it is not there. */
    int indexOf(K key) {
        int low = 0;
        int high = keys.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = keys.get(middle).compareTo(key);
            if (order == 0) {
                return middle;
            }
            low = order < 0 ? middle + 1 : low;
            high = order > 0 ? middle - 1 : high;
        }
        return -1 - low;
    }

    @SuppressWarnings("unchecked") // as with any sorted map, another kind of key is the caller's mistake
    private int find(@Nullable Object key) {
        return key == null ? -1 : indexOf((K) key);
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        int index = find(key);
        return index < 0 ? null : values.get(index);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return find(key) >= 0;
    }

    @Override
    public int size() {
        return keys.size();
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        for (int i = 0; i < keys.size(); i++) {
            action.accept(keys.get(i), values.get(i));
        }
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<K, V>> iterator() {
                return new Entries();
            }

            @Override
            public int size() {
                return keys.size();
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<K, V>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < keys.size();
        }

        @Override
        public Map.Entry<K, V> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Map.Entry<K, V> entry = Map.entry(keys.get(next), values.get(next));
            next++;
            return entry;
        }
    }

    @Override
    public @Nullable Comparator<? super K> comparator() {
        return null;
    }

    @Override
    public SortedMap<K, V> subMap(K from, K to) {
        return part(start(from), start(to));
    }

    @Override
    public SortedMap<K, V> headMap(K to) {
        return part(0, start(to));
    }

    @Override
    public SortedMap<K, V> tailMap(K from) {
        return part(start(from), keys.size());
    }

    private int start(K key) {
        int index = indexOf(key);
        return index < 0 ? -1 - index : index;
    }

    private SortedMap<K, V> part(int from, int to) {
        return new SortedArrays<>(keys.subList(from, to), values.subList(from, to));
    }

    @Override
    public K firstKey() {
        return key(0);
    }

    @Override
    public K lastKey() {
        return key(keys.size() - 1);
    }

    private K key(int index) {
        if (keys.isEmpty()) {
            throw new NoSuchElementException("the map is empty");
        }
        return keys.get(index);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (other instanceof SortedArrays<?, ?> that) {
            return keys.equals(that.keys) && values.equals(that.values);
        }
        return super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
