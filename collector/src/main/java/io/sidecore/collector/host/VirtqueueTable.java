package io.sidecore.collector.host;

import io.sidecore.collector.sample.Histograms;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The virtqueues of one sample. A large host has 10 000 of them, read once a second: they are columns of plain numbers, and
 * an object is made only for one that is asked for. Immutable.
 */
public final class VirtqueueTable extends AbstractList<VirtqueueSample> implements RandomAccess {

    private final String[] names;
    private final long[] generations;
    /** A row of {@link VirtqueueCounters#COUNT} for each. */
    private final long[] counters;

    private final Histograms delays;
    private final int size;

    private VirtqueueTable(Builder built) {
        names = built.names;
        generations = built.generations;
        counters = built.counters;
        delays = built.delays;
        size = built.size;
    }

    /** The same as a table, which it may be already. */
    public static VirtqueueTable of(List<VirtqueueSample> samples) {
        if (samples instanceof VirtqueueTable table) {
            return table;
        }
        Builder builder = new Builder(samples.size());
        samples.forEach(builder::add);
        return builder.build();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public VirtqueueSample get(int row) {
        return new VirtqueueSample(name(row), generation(row), counters(row), delays.get(row));
    }

    public String name(int row) {
        return names[check(row)];
    }

    public long generation(int row) {
        return generations[check(row)];
    }

    public VirtqueueCounters counters(int row) {
        int at = check(row) * VirtqueueCounters.COUNT;
        return VirtqueueCounters.of(Arrays.copyOfRange(counters, at, at + VirtqueueCounters.COUNT));
    }

    /** {@link VirtqueueCounters#ABSENT} if not counted. */
    public long get(int row, VirtqueueCounter counter) {
        return counters[check(row) * VirtqueueCounters.COUNT + counter.ordinal()];
    }

    /** The delay of each row; absent where it is not counted. */
    public Histograms delays() {
        return delays;
    }

    private int check(int row) {
        if (row >= size) {
            throw new IndexOutOfBoundsException("row " + row + " of " + size);
        }
        return row;
    }

    /** Makes a table: for each row {@link #begin}, then what is counted, then {@link #add(String, long)}. */
    public static final class Builder {

        private static final long[] ABSENT = absent();

        private final Histograms delays;
        private String[] names;
        private long[] generations;
        private long[] counters;
        private long @Nullable [] delay;
        private int size;

        /** Begins a table of so many rows, or more. */
        public Builder(int rows) {
            names = new String[rows];
            generations = new long[rows];
            counters = new long[rows * VirtqueueCounters.COUNT];
            delays = new Histograms(rows);
        }

        private static long[] absent() {
            long[] row = new long[VirtqueueCounters.COUNT];
            Arrays.fill(row, VirtqueueCounters.ABSENT);
            return row;
        }

        /** Begins the next row, of which nothing is counted yet; forgets what was set and not added. */
        public void begin() {
            if (size == names.length) {
                int rows = Math.max(8, 2 * size);
                names = Arrays.copyOf(names, rows);
                generations = Arrays.copyOf(generations, rows);
                counters = Arrays.copyOf(counters, rows * VirtqueueCounters.COUNT);
            }
            System.arraycopy(ABSENT, 0, counters, size * VirtqueueCounters.COUNT, VirtqueueCounters.COUNT);
            delay = null;
        }

        /** Sets a counter of the row. */
        public void set(VirtqueueCounter counter, long value) {
            counters[size * VirtqueueCounters.COUNT + counter.ordinal()] = value;
        }

        /** A counter of the row. */
        public long get(VirtqueueCounter counter) {
            return counters[size * VirtqueueCounters.COUNT + counter.ordinal()];
        }

        /** Sets the delay of the row; the array may be used again once the row was added. */
        public void setDelay(long[] slots) {
            delay = slots;
        }

        /** Ends the row. */
        public void add(String name, long generation) {
            names[size] = name;
            generations[size] = generation;
            size++;
            if (delay == null) {
                delays.addNone();
            } else {
                delays.add(delay);
            }
        }

        /** A whole row. */
        public void add(VirtqueueSample sample) {
            begin();
            for (VirtqueueCounter counter : VirtqueueCounter.values()) {
                set(counter, sample.counters().get(counter));
            }
            names[size] = sample.queue();
            generations[size] = sample.generation();
            size++;
            delays.add(sample.delay());
        }

        /** The table; this is not to be used any more. */
        public VirtqueueTable build() {
            return new VirtqueueTable(this);
        }
    }
}
