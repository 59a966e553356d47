package io.sidecore.probes;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One way to attach a probe's program.
 *
 * @param kind how
 * @param target the kernel's name for the place, for instance {@code sched_switch}
 * @param program the function in the object that is made for it
 * @param partner another point that must attach with this one, for instance the end of the function of which this is the
 *     beginning: one without the other would count nothing, or wrongly
 */
public record AttachPoint(Kind kind, String target, String program, Optional<AttachPoint> partner) {

    /** The ways to attach, with their names in libbpf's section names. */
    public enum Kind {
        /** A tracepoint with typed arguments; needs BTF. */
        TP_BTF("tp_btf"),
        /** A tracepoint with raw arguments. */
        RAW_TP("raw_tp"),
        /** A tracepoint's record, as perf sees it: slower; needs tracefs, no BTF. Its target is {@code category/name}. */
        TP("tp"),
        /** The entry of a kernel function; needs BTF and a kernel that lets functions be traced. */
        FENTRY("fentry"),
        /** The return of a kernel function, with its arguments and result; needs what FENTRY needs. */
        FEXIT("fexit"),
        /** The entry of a kernel function, by a breakpoint: some five times as slow. */
        KPROBE("kprobe"),
        /** The return of a kernel function, by a breakpoint; without its arguments. */
        KRETPROBE("kretprobe"),
        /** Runs when it is read, once for each thing of a kind. */
        ITER("iter");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** Whether it needs a kernel that lets its functions be traced, as one that is locked down does not. */
        public boolean tracesFunctions() {
            return this == FENTRY || this == FEXIT || this == KPROBE || this == KRETPROBE;
        }
    }

    /** A point that can do alone. */
    public AttachPoint(Kind kind, String target, String program) {
        this(kind, target, program, Optional.empty());
    }

    /** This point with another: both attach, or neither. */
    public AttachPoint with(AttachPoint other) {
        return new AttachPoint(kind, target, program, Optional.of(other));
    }

    /** This point and its partner. */
    public List<AttachPoint> all() {
        return Stream.concat(Stream.of(this), partner.stream()).toList();
    }

    @Override
    public String toString() {
        return kind.text + "/" + target;
    }
}
