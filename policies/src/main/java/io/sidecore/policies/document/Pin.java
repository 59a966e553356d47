package io.sidecore.policies.document;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.policies.Cores;
import java.util.Optional;

/**
 * Where the workers of a fixed design run.
 *
 * @param kind in what way
 * @param listed the CPUs, if {@code kind} is LIST; else absent
 */
public record Pin(Kind kind, Optional<CpuSet> listed) {

    public static final Pin NONE = new Pin(Kind.NONE, Optional.empty());
    public static final Pin IO_CORES = new Pin(Kind.IO_CORES, Optional.empty());

    /** The ways to pin. */
    public enum Kind {
        /** Anywhere. */
        NONE("none"),
        /** One to an I/O core, and never more of them than I/O cores. */
        IO_CORES("io-cores"),
        /** Each on any of the I/O cores, however many workers there are. */
        ALL_IO_CORES("all-io-cores"),
        /** One to a CPU, and never more of them than CPUs. */
        CPUS("cpus"),
        /** One to a CPU of a list, and never more of them than the list has. */
        LIST("");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    public Pin {
        if ((kind == Kind.LIST) != listed.isPresent()) {
            throw new IllegalArgumentException("only a pin to a list has a list: " + kind + " " + listed);
        }
    }

    public static Pin to(CpuSet list) {
        return new Pin(Kind.LIST, Optional.of(list));
    }

    /** Reads {@code none}, {@code io-cores}, {@code all-io-cores}, {@code cpus} or a list of CPUs as in {@code 2-3,8}. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Pin parse(String text) {
        for (Kind kind : Kind.values()) {
            if (kind != Kind.LIST && kind.text.equals(text)) {
                return new Pin(kind, Optional.empty());
            }
        }
        return to(CpuSet.parse(text));
    }

    /** Whether each worker has one CPU of {@link #among} to itself. */
    public boolean isOneToACpu() {
        return kind == Kind.IO_CORES || kind == Kind.CPUS || kind == Kind.LIST;
    }

    /**
     * The CPUs that workers are pinned to, on one host.
     *
     * @throws PolicyException if a listed CPU is none that workers may use there
     */
    public CpuSet among(Cores cores) {
        CpuSet cpus = listed.orElse(kind == Kind.NONE || kind == Kind.CPUS ? cores.all() : cores.io());
        if (!cpus.stream().allMatch(cores.all()::contains)) {
            throw new PolicyException(
                    "/parameters/pin is \"" + cpus + "\"; want CPUs among those of this host, " + cores.all());
        }
        return cpus;
    }

    @JsonValue
    @Override
    public String toString() {
        return listed.map(CpuSet::toString).orElse(kind.text);
    }
}
