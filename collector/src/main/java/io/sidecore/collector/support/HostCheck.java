package io.sidecore.collector.support;

import io.sidecore.collector.bpf.BpfException;
import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.proc.HostFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Looks at a host. Probes are loaded, made to count, and taken out again; nothing is changed. Takes about 50 ms once
 * libbpf is bound.
 */
public final class HostCheck {

    private HostCheck() {}

    /** All capabilities, in the order in which an operator would ask for them. */
    public static List<Capability> run(HostFiles files, LongSupplier clock) {
        List<Capability> lines = new ArrayList<>();
        lines.addAll(KernelCheck.lines(files));
        lines.addAll(bpf(files, clock));
        lines.addAll(DeviceCheck.lines(files));
        lines.addAll(CpuCheck.lines(files));
        return lines;
    }

    private static List<Capability> bpf(HostFiles files, LongSupplier clock) {
        try {
            BpfLibrary library = BpfLibrary.load();
            List<Capability> lines = new ArrayList<>();
            lines.add(Capability.ok("libbpf", "version " + library.version()));
            lines.addAll(new ProbeCheck(library, files, clock).lines());
            return lines;
        } catch (BpfException e) {
            return List.of(new Capability(
                    "libbpf",
                    Capability.State.MISSING,
                    e.log().isEmpty() ? e.why() : e.log(),
                    Optional.of("no probes: workers are watched through /proc. Fix: " + BpfLibrary.INSTALL)));
        }
    }
}
