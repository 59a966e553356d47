package io.sidecore.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortedArraysTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void answersAsATreeDoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<Integer, String> tree = new TreeMap<>();
        for (int i = random.nextInt(20); i >= 0; i--) {
            int key = random.nextInt(40);
            tree.put(key, "v" + key);
        }
        SortedArrays<Integer, String> arrays = SortedArrays.of(tree);
        assertEquals(tree, arrays);
        assertEquals(arrays, tree);
        assertEquals(tree.hashCode(), arrays.hashCode());
        assertEquals(tree.toString(), arrays.toString());
        assertEquals(tree.firstKey(), arrays.firstKey());
        assertEquals(tree.lastKey(), arrays.lastKey());
        StringBuilder walked = new StringBuilder();
        arrays.forEach((key, value) -> walked.append(key).append(value));
        StringBuilder wanted = new StringBuilder();
        tree.forEach((key, value) -> wanted.append(key).append(value));
        assertEquals(wanted.toString(), walked.toString());
        for (int key = -1; key <= 40; key++) {
            assertEquals(tree.get(key), arrays.get(key));
            assertEquals(tree.containsKey(key), arrays.containsKey(key));
            assertEquals(tree.headMap(key), arrays.headMap(key));
            assertEquals(tree.tailMap(key), arrays.tailMap(key));
            assertEquals(tree.subMap(key, key + 7), arrays.subMap(key, key + 7));
        }
    }

    @Test
    void itselfNeedsNoCopyAndAnotherOrderIsPutRight() {
        SortedArrays<Integer, String> arrays = SortedArrays.of(new TreeMap<>(Map.of(1, "a", 2, "b")));
        assertSame(arrays, SortedArrays.of(arrays));
        TreeMap<Integer, String> down = new TreeMap<>(Comparator.reverseOrder());
        down.putAll(arrays);
        assertEquals(List.of(1, 2), SortedArrays.of(down).keys());
    }

    @Test
    void nothingChangesIt() {
        TreeMap<Integer, String> tree = new TreeMap<>(Map.of(1, "a"));
        SortedArrays<Integer, String> arrays = SortedArrays.of(tree);
        tree.put(2, "b");
        assertEquals(1, arrays.size());
        assertThrows(UnsupportedOperationException.class, () -> arrays.put(3, "c"));
        assertThrows(UnsupportedOperationException.class, arrays::clear);
        assertNull(arrays.get(2));
        assertThrows(
                NoSuchElementException.class,
                () -> SortedArrays.of(new TreeMap<Integer, String>()).firstKey());
    }
}
