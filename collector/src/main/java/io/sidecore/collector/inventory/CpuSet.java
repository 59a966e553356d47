package io.sidecore.collector.inventory;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.BitSet;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/**
 * An immutable set of CPU numbers, written as the kernel writes it: {@code 0-3,8}. Never empty; a worker that is not
 * pinned has the set of all CPUs it may use.
 */
public final class CpuSet {

    /** More than any machine has; bounds what a hostile list can make us allocate. */
    public static final int MAX_CPUS = 1024;

    private final BitSet cpus;

    private CpuSet(BitSet cpus) {
        if (cpus.isEmpty()) {
            throw new IllegalArgumentException("a CPU set needs at least one CPU, as in 0-3,8");
        }
        this.cpus = cpus;
    }

    public static CpuSet of(int... cpus) {
        BitSet bits = new BitSet();
        for (int cpu : cpus) {
            bits.set(inRange(cpu, String.valueOf(cpu)));
        }
        return new CpuSet(bits);
    }

    /** The CPUs whose bits are set, 64 to a word, CPU 0 the lowest bit of the first. */
    public static CpuSet ofMask(long... words) {
        BitSet bits = BitSet.valueOf(words);
        inRange(Math.max(0, bits.length() - 1), "mask");
        return new CpuSet(bits);
    }

    /** Reads the kernel's list format, for instance {@code 0-3,8}. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static CpuSet parse(String list) {
        BitSet bits = new BitSet();
        for (String range : list.strip().split(",", -1)) {
            String[] ends = range.split("-", -1);
            if (ends.length > 2) {
                throw malformed(list);
            }
            int first = number(ends[0], list);
            int last = number(ends[ends.length - 1], list);
            if (last < first) {
                throw malformed(list);
            }
            bits.set(first, last + 1);
        }
        return new CpuSet(bits);
    }

    private static int number(String text, String list) {
        try {
            return inRange(Integer.parseInt(text.strip()), list);
        } catch (NumberFormatException e) {
            throw malformed(list);
        }
    }

    private static int inRange(int cpu, String text) {
        if (cpu < 0 || cpu >= MAX_CPUS) {
            throw new IllegalArgumentException("CPU numbers must be in [0," + (MAX_CPUS - 1) + "]: '" + text + "'");
        }
        return cpu;
    }

    private static IllegalArgumentException malformed(String list) {
        return new IllegalArgumentException("not a CPU list: '" + list + "' (want something like 0-3,8)");
    }

    public int count() {
        return cpus.cardinality();
    }

    public boolean contains(int cpu) {
        return cpu >= 0 && cpus.get(cpu);
    }

    public boolean intersects(CpuSet other) {
        return cpus.intersects(other.cpus);
    }

    /** The CPU numbers, ascending. */
    public IntStream stream() {
        return cpus.stream();
    }

    /** The lowest CPU number. */
    public int first() {
        return cpus.nextSetBit(0);
    }

    /** The set as 64-bit words, CPU 0 the lowest bit of the first; as many words as are needed. */
    public long[] mask() {
        return cpus.toLongArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CpuSet that && cpus.equals(that.cpus);
    }

    @Override
    public int hashCode() {
        return cpus.hashCode();
    }

    @JsonValue
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(",");
        for (int first = cpus.nextSetBit(0); first >= 0; ) {
            int end = cpus.nextClearBit(first);
            text.add(end - first == 1 ? String.valueOf(first) : first + "-" + (end - 1));
            first = cpus.nextSetBit(end);
        }
        return text.toString();
    }
}
