package io.sidecore.collector.proc;

import io.sidecore.collector.inventory.CpuSet;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@code /proc/TID/status}, as far as it matters here.
 *
 * @param cpus where the thread may run
 * @param effectiveCapabilities bit n is capability n of {@code linux/capability.h}
 * @param voluntarySwitches times that it gave the CPU up to wait
 * @param involuntarySwitches times that it was preempted, or yielded
 */
public record ThreadStatus(CpuSet cpus, long effectiveCapabilities, long voluntarySwitches, long involuntarySwitches) {

    /** Capabilities by their number in {@code linux/capability.h}. */
    public enum Capability {
        CAP_SYS_ADMIN(21),
        CAP_SYS_NICE(23),
        CAP_PERFMON(38),
        CAP_BPF(39);

        private final int bit;

        Capability(int bit) {
            this.bit = bit;
        }
    }

    public boolean may(Capability capability) {
        return (effectiveCapabilities >>> capability.bit & 1) != 0;
    }

    /** Reads the text of the file: lines of {@code name:<tab>value}. */
    public static ThreadStatus parse(String text) {
        return new ThreadStatus(
                CpuSet.parse(value(text, "Cpus_allowed_list")),
                Long.parseUnsignedLong(value(text, "CapEff"), 16),
                Long.parseUnsignedLong(value(text, "voluntary_ctxt_switches")),
                Long.parseUnsignedLong(value(text, "nonvoluntary_ctxt_switches")));
    }

    /**
     * Where the thread may run, by the text of its file; absent if that does not say it, or names only CPUs beyond those
     * that {@link CpuSet} can hold.
     */
    public static Optional<CpuSet> allowedCpus(String text) {
        try {
            return Optional.of(CpuSet.parse(value(text, "Cpus_allowed_list")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The process that a thread belongs to, by the text of its file; absent if that does not say it. */
    public static OptionalInt process(String text) {
        try {
            return OptionalInt.of(Integer.parseInt(value(text, "Tgid")));
        } catch (IllegalArgumentException e) {
            return OptionalInt.empty();
        }
    }

    private static String value(String text, String name) {
        String key = "\n" + name + ":";
        int at = text.indexOf(key);
        if (at < 0) {
            throw new IllegalArgumentException("not a thread's status: it has no line " + name);
        }
        int end = text.indexOf('\n', at + key.length());
        return text.substring(at + key.length(), end < 0 ? text.length() : end).strip();
    }
}
