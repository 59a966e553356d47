package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfException;
import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.bpf.BpfObject;
import io.sidecore.probes.AttachPoint;
import io.sidecore.probes.ProbeProgram;
import io.sidecore.probes.ProbeSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads a probe as well as this kernel allows: each program where it prefers to attach, else at its next place, else,
 * if it is optional, not at all.
 *
 * <p>The kernel takes an object's programs together, so after each refusal the object is opened anew without the place
 * that was refused. A probe with n places thus needs at most n + 1 rounds.
 */
public final class ProbeLoader {

    private static final String COUNTERS = ".bss";
    private static final String NOT_PERMITTED = "operation not permitted";
    private static final Pattern REFUSED_PROGRAM = Pattern.compile("prog '([^']+)': (?!-- )(.+)");

    private final BpfLibrary library;

    public ProbeLoader(BpfLibrary library) {
        this.library = library;
    }

    public ProbeAttempt load(ProbeSpec spec) {
        byte[] file = read(spec);
        List<Refusal> refusals = new ArrayList<>();
        while (true) {
            List<AttachPoint> chosen = new ArrayList<>();
            for (ProbeProgram program : spec.programs()) {
                Optional<AttachPoint> point = firstNotRefused(program, refusals);
                if (point.isEmpty() && program.need() == ProbeProgram.Need.REQUIRED) {
                    return ProbeAttempt.failed(spec, refusals, cannotCount(program, refusals));
                }
                point.ifPresent(chosen::add);
            }
            if (chosen.isEmpty()) {
                return ProbeAttempt.failed(
                        spec, refusals, cannotCount(spec.programs().get(0), refusals));
            }
            try {
                return ProbeAttempt.runs(start(spec, file, chosen), refusals);
            } catch (RefusedException e) {
                refusals.add(e.refusal);
            } catch (BpfException e) {
                return ProbeAttempt.failed(spec, refusals, why(e));
            }
        }
    }

    private static Optional<AttachPoint> firstNotRefused(ProbeProgram program, List<Refusal> refusals) {
        return program.points().stream()
                .filter(point ->
                        refusals.stream().noneMatch(refusal -> refusal.point().equals(point)))
                .findFirst();
    }

    private static String cannotCount(ProbeProgram program, List<Refusal> refusals) {
        List<String> reasons = refusals.stream()
                .filter(refusal -> program.points().contains(refusal.point()))
                .map(Refusal::toString)
                .toList();
        return "cannot count " + program.counts() + ": " + String.join("; ", reasons);
    }

    private ProbeObject start(ProbeSpec spec, byte[] file, List<AttachPoint> chosen) throws RefusedException {
        BpfObject object = BpfObject.open(library, file);
        try {
            for (ProbeProgram program : spec.programs()) {
                for (AttachPoint point : program.points()) {
                    object.autoload(point.program(), chosen.contains(point));
                }
            }
            load(object, chosen);
            for (AttachPoint point : chosen) {
                attach(object, point);
            }
            return new ProbeObject(spec, object, object.map(COUNTERS), List.copyOf(chosen));
        } catch (RefusedException | RuntimeException e) {
            object.close();
            throw e;
        }
    }

    /** Finds out from libbpf's messages which of the programs the kernel did not take. */
    private static void load(BpfObject object, List<AttachPoint> chosen) throws RefusedException {
        try {
            object.load();
        } catch (BpfException e) {
            Matcher matcher = REFUSED_PROGRAM.matcher(e.log());
            while (matcher.find()) {
                for (AttachPoint point : chosen) {
                    if (point.program().equals(matcher.group(1))) {
                        throw new RefusedException(new Refusal(point, plain(matcher.group(2))));
                    }
                }
            }
            throw e;
        }
    }

    private static String plain(String message) {
        return message.startsWith("failed to find kernel BTF type ID") ? "this kernel has none" : message;
    }

    private static void attach(BpfObject object, AttachPoint point) throws RefusedException {
        try {
            object.attach(point.program());
        } catch (BpfException e) {
            throw new RefusedException(new Refusal(point, e.why()));
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
