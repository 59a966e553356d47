package io.sidecore.probes;

/**
 * One way to attach a probe's program.
 *
 * @param kind how
 * @param target the kernel's name for the place, for instance {@code sched_switch}
 * @param program the function in the object that is made for it
 */
public record AttachPoint(Kind kind, String target, String program) {

    /** The ways to attach, with their names in libbpf's section names. */
    public enum Kind {
        /** A tracepoint with typed arguments; needs BTF. */
        TP_BTF("tp_btf"),
        /** A tracepoint with raw arguments. */
        RAW_TP("raw_tp"),
        /** A tracepoint's record, as perf sees it; needs tracefs, no BTF. Its target is {@code category/name}. */
        TP("tp"),
        /** The entry of a kernel function; needs BTF and a kernel that lets functions be traced. */
        FENTRY("fentry"),
        /** The return of a kernel function, with its arguments and result; needs the same. */
        FEXIT("fexit"),
        /** Runs when it is read, once for each thing of a kind. */
        ITER("iter");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    @Override
    public String toString() {
        return kind.text + "/" + target;
    }
}
