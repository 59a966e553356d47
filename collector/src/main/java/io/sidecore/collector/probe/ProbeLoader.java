package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfException;
import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.bpf.BpfObject;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.proc.MiscDevices;
import io.sidecore.probes.AttachPoint;
import io.sidecore.probes.ProbeProgram;
import io.sidecore.probes.ProbeSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads a probe as well as this kernel allows: each program where it prefers to attach, else at its next place, else,
 * if it is optional, not at all.
 *
 * <p>The kernel takes an object's programs together, so after each refusal the object is opened anew without the place
 * that was refused. A probe with n places thus needs at most n + 1 rounds. A round takes some 25 ms, so what is known to
 * be refused is not tried: where the kernel lets none of its functions be traced, one refusal stands for all.
 *
 * <p>On kernels whose vhost workers are vhost tasks (6.4, and older ones that have them from there) functions are not traced
 * by trampolines, which are tried first elsewhere. To take a trampoline off, the kernel waits until every task has slept or
 * yielded ({@code synchronize_rcu_tasks} in {@code ftrace_shutdown}; by its source it holds {@code ftrace_lock} meanwhile,
 * which whoever else traces functions needs); and such a worker does neither for as long as it is overloaded, which is when
 * it is looked at. Seen on 6.12: the end of {@code diagnose} took as long as the flood. A kprobe on a function's entry needs
 * no such wait.
 */
public final class ProbeLoader {

    private static final String COUNTERS = ".bss";
    private static final String VHOST_TASKS = "vhost_task_create";
    private static final String NO_TRAMPOLINES =
            "not tried: it could not be taken off while a vhost worker of this kernel is overloaded";
    private static final String NOT_PERMITTED = "operation not permitted";
    private static final String KPROBES = "sys/bus/event_source/devices/kprobe";
    private static final Pattern REFUSED_PROGRAM = Pattern.compile("prog '([^']+)': (?!-- )(.+)");
    private static final Pattern UNKNOWN_TYPE =
            Pattern.compile("failed to resolve CO-RE relocation <[^>]+> \\[\\d+\\] (struct \\S+)");

    private final BpfLibrary library;
    private final HostFiles files;
    private final MiscDevices devices;
    /** Kinds that the kernel forbids altogether, and why. */
    private final Map<AttachPoint.Kind, String> forbidden = new EnumMap<>(AttachPoint.Kind.class);

    public ProbeLoader(BpfLibrary library) {
        this(library, HostFiles.ofThisHost());
    }

    /**
     * As above, on a host that may be a made-up one.
     *
     * @param files where it says which drivers it has
     */
    public ProbeLoader(BpfLibrary library, HostFiles files) {
        this.library = library;
        this.files = files;
        this.devices = MiscDevices.read(files);
        if (KernelBtf.names(files, VHOST_TASKS)) {
            forbidden.put(AttachPoint.Kind.FENTRY, NO_TRAMPOLINES);
            forbidden.put(AttachPoint.Kind.FEXIT, NO_TRAMPOLINES);
        }
    }

    public ProbeAttempt load(ProbeSpec spec) {
        byte[] file = read(spec);
        Choice choice = new Choice(spec, devices.names());
        if (choice.whyNot().isEmpty()) { // else there is nothing to count, and that is all to be said
            refuseWithoutTrying(choice, spec);
        }
        while (true) {
            Optional<String> whyNot = choice.whyNot();
            if (whyNot.isPresent()) {
                return ProbeAttempt.failed(spec, choice.refusals(), whyNot.get());
            }
            try {
                return ProbeAttempt.runs(start(spec, file, choice), choice.refusals());
            } catch (RefusedException e) {
                choice.refuse(e.refusal);
                forbid(e.refusal);
                refuseWithoutTrying(choice, spec);
            } catch (BpfException e) {
                return ProbeAttempt.failed(spec, choice.refusals(), why(e));
            }
        }
    }

    /** Functions come in pairs: what holds for their entry holds for their return. */
    private void forbid(Refusal refusal) {
        AttachPoint.Kind kind = refusal.point().kind();
        if (kind.tracesFunctions() && refusal.why().toLowerCase(Locale.ROOT).endsWith(NOT_PERMITTED)) {
            boolean byBreakpoint = kind == AttachPoint.Kind.KPROBE || kind == AttachPoint.Kind.KRETPROBE;
            forbidden.put(byBreakpoint ? AttachPoint.Kind.KPROBE : AttachPoint.Kind.FENTRY, refusal.why());
            forbidden.put(byBreakpoint ? AttachPoint.Kind.KRETPROBE : AttachPoint.Kind.FEXIT, refusal.why());
        }
    }

    private void refuseWithoutTrying(Choice choice, ProbeSpec spec) {
        spec.programs().stream()
                .filter(choice::isWanted)
                .flatMap(program -> program.points().stream())
                .filter(point -> choice.refusals().stream()
                        .noneMatch(refusal -> refusal.point().equals(point)))
                .forEach(point -> known(point).ifPresent(why -> choice.refuse(new Refusal(point, why))));
    }

    private Optional<String> known(AttachPoint point) {
        return switch (point.kind()) {
            case TP ->
                isTraced("events/" + point.target())
                        ? Optional.empty()
                        : Optional.of("not in /sys/kernel/tracing (is tracefs mounted?)");
            case KPROBE, KRETPROBE ->
                files.exists(KPROBES) || isTraced("kprobe_events")
                        ? Optional.ofNullable(forbidden.get(point.kind()))
                        : Optional.of("this kernel has no kprobes");
            default -> Optional.ofNullable(forbidden.get(point.kind()));
        };
    }

    private boolean isTraced(String path) {
        return files.exists("sys/kernel/tracing/" + path) || files.exists("sys/kernel/debug/tracing/" + path);
    }

    private ProbeObject start(ProbeSpec spec, byte[] file, Choice choice) throws RefusedException {
        List<AttachPoint> ways = choice.ways();
        BpfObject object = BpfObject.open(library, file);
        try {
            for (ProbeProgram program : spec.programs()) {
                for (AttachPoint way : program.points()) {
                    for (AttachPoint point : way.all()) {
                        object.autoload(point.program(), ways.contains(way));
                    }
                }
            }
            load(object, ways);
            for (AttachPoint way : ways) {
                attach(object, way);
            }
            return new ProbeObject(spec, object, object.map(COUNTERS), ways, choice.refusals());
        } catch (RefusedException | RuntimeException e) {
            object.close();
            throw e;
        }
    }

    /** Finds out from libbpf's messages which of the programs the kernel did not take. */
    private static void load(BpfObject object, List<AttachPoint> ways) throws RefusedException {
        try {
            object.load();
        } catch (BpfException e) {
            Matcher matcher = REFUSED_PROGRAM.matcher(e.log());
            while (matcher.find()) {
                for (AttachPoint way : ways) {
                    if (way.all().stream().anyMatch(point -> point.program().equals(matcher.group(1)))) {
                        throw new RefusedException(new Refusal(way, plain(matcher.group(2), e.log())));
                    }
                }
            }
            throw e;
        }
    }

    private static String plain(String message, String log) {
        Matcher unknown = UNKNOWN_TYPE.matcher(log);
        if (unknown.find()) {
            return "this kernel does not tell us of " + unknown.group(1)
                    + " (it needs BTF of its modules, and CAP_SYS_ADMIN to read it)";
        }
        return message.startsWith("failed to find kernel BTF type ID") ? "this kernel has none" : message;
    }

    private static void attach(BpfObject object, AttachPoint way) throws RefusedException {
        try {
            for (AttachPoint point : way.all()) {
                object.attach(point.program());
            }
        } catch (BpfException e) {
            throw new RefusedException(new Refusal(way, e.why()));
        }
    }

    /** Why the object was not even looked at: no privilege, no BTF, no BPF in this kernel. */
    private static String why(BpfException e) {
        return e.why().endsWith(NOT_PERMITTED)
                ? "this process may not load BPF programs (it needs CAP_BPF and CAP_PERFMON)"
                : e.why()
                        + e.log()
                                .lines()
                                .findFirst()
                                .map(line -> " (" + line + ")")
                                .orElse("");
    }

    private static byte[] read(ProbeSpec spec) {
        try (InputStream stream = ProbeSpec.class.getResourceAsStream(spec.object())) {
            if (stream == null) {
                throw new IllegalStateException(spec.object() + " is missing from the class path: build the probes");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + spec.object(), e);
        }
    }

    /** The kernel took all programs but one. */
    private static final class RefusedException extends Exception {
        private final transient Refusal refusal;

        RefusedException(Refusal refusal) {
            super(refusal.toString());
            this.refusal = refusal;
        }
    }
}
