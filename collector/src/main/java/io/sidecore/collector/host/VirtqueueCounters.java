package io.sidecore.collector.host;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Counters of one virtqueue, each absent where nobody counts it. Immutable.
 */
public final class VirtqueueCounters {

    /** Stands for a counter that is absent, where a plain number is wanted. */
    public static final long ABSENT = -1;

    /** How many there are. */
    public static final int COUNT = VirtqueueCounter.values().length;

    private static final VirtqueueCounters NONE = new VirtqueueCounters(absent());

    private final long[] values;

    private VirtqueueCounters(long[] values) {
        this.values = values;
    }

    private static long[] absent() {
        long[] values = new long[COUNT];
        Arrays.fill(values, ABSENT);
        return values;
    }

    /** Nothing is counted. */
    public static VirtqueueCounters none() {
        return NONE;
    }

    /** Takes a copy of {@link #COUNT} values in the order of {@link VirtqueueCounter}, {@link #ABSENT} where not counted. */
    public static VirtqueueCounters of(long... values) {
        if (values.length != COUNT) {
            throw new IllegalArgumentException("there are " + COUNT + " counters, not " + values.length);
        }
        return new VirtqueueCounters(values.clone());
    }

    /** The same but for one of them, which may be {@link #ABSENT}. */
    public VirtqueueCounters with(VirtqueueCounter counter, long value) {
        if (values[counter.ordinal()] == value) {
            return this;
        }
        long[] changed = values.clone();
        changed[counter.ordinal()] = value;
        return new VirtqueueCounters(changed);
    }

    /** {@link #ABSENT} if not counted. */
    public long get(VirtqueueCounter counter) {
        return values[counter.ordinal()];
    }

    /** The same, for where there are few. */
    public OptionalLong find(VirtqueueCounter counter) {
        long value = get(counter);
        return value == ABSENT ? OptionalLong.empty() : OptionalLong.of(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VirtqueueCounters that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (VirtqueueCounter counter : VirtqueueCounter.values()) {
            if (get(counter) != ABSENT) {
                text.append(text.length() > 1 ? ", " : "")
                        .append(counter)
                        .append('=')
                        .append(get(counter));
            }
        }
        return text.append('}').toString();
    }
}
