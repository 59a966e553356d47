package io.sidecore.collector.recording;

import io.sidecore.collector.recording.rows.MalformedException;
import io.sidecore.collector.recording.rows.RowTable;
import java.util.HashMap;
import java.util.Map;

/** The tables of each section: that of the frame at hand, and that of the last frame that had the section. */
final class SectionTables {

    /** Few are in use; bounds what a hostile file can make us keep. */
    private static final int MAX_SECTIONS = 64;

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

    private Pair pair(int section) {
        Pair pair = pairs.get(section);
        if (pair != null) {
            return pair;
        }
        if (pairs.size() == MAX_SECTIONS) {
            throw new MalformedException("more than " + MAX_SECTIONS + " sections");
        }
        Pair fresh = new Pair();
        pairs.put(section, fresh);
        return fresh;
    }
}
