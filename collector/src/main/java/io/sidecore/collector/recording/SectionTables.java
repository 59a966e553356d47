package io.sidecore.collector.recording;

import io.sidecore.collector.recording.rows.MalformedException;
import io.sidecore.collector.recording.rows.RowTable;
import java.util.HashMap;
import java.util.Map;

/** The tables of each section: that of the frame at hand, and that of the last frame that had the section. */
final class SectionTables {

    private final Map<Integer, Pair> pairs = new HashMap<>();

    /** Two tables that change roles. */
    private static final class Pair {
        private RowTable now = new RowTable();
        private RowTable before = new RowTable();
    }

    /** Makes every table empty: a key frame comes. */
    void clear() {
        pairs.values().forEach(pair -> pair.now.clear());
    }

    /** The table to be filled for a section; what it was is then {@link #before}. */
    RowTable next(int section) {
        Pair pair = pair(section);
        RowTable filled = pair.now;
        pair.now = pair.before;
        pair.before = filled;
        pair.now.clear();
        return pair.now;
    }

    RowTable before(int section) {
        return pair(section).before;
    }

    /** Empty if no frame has had the section yet: recordings of other versions may lack some. */
    RowTable now(int section) {
        return pair(section).now;
    }

    /**
     * Refuses more than a sample can have, all sections together: a hostile file must not fill the memory.
     *
     * @throws MalformedException if there is more
     */
    void checkSize() {
        long cells = pairs.values().stream().mapToLong(pair -> pair.now.size()).sum();
        if (cells > RowTable.MAX_CELLS) {
            throw new MalformedException("more than " + RowTable.MAX_CELLS + " numbers in one sample");
        }
    }

    private Pair pair(int section) {
        return pairs.computeIfAbsent(section, number -> new Pair());
    }
}
