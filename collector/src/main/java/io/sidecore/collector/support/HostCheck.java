package io.sidecore.collector.support;

import io.sidecore.collector.bpf.BpfException;
import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.bpf.LibC;
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
        lines.addAll(bpf(clock));
        lines.addAll(DeviceCheck.lines(files));
        lines.addAll(CpuCheck.lines(files));
        return lines;
    }

    /** What guests' memory and kicks are made of. */
    private static Capability memoryFds(BpfLibrary library) {
        LibC c = library.c();
        int memfd = c.memfd_create("sidecore-check", LibC.MFD_CLOEXEC);
        int eventfd = c.eventfd(0, LibC.EFD_CLOEXEC);
        c.close(memfd);
        c.close(eventfd);
        return memfd >= 0 && eventfd >= 0
                ? Capability.ok("memfd, eventfd", "the kernel gives them")
                : Capability.missing(
                        "memfd, eventfd",
                        memfd < 0 ? "memfd_create fails" : "eventfd fails",
                        "neither the embedded backend nor load guests can run; is a seccomp filter in the way?");
    }

    private static List<Capability> bpf(LongSupplier clock) {
        try {
            BpfLibrary library = BpfLibrary.load();
            List<Capability> lines = new ArrayList<>();
            lines.add(Capability.ok("libbpf", "version " + library.version()));
            lines.add(memoryFds(library));
            lines.addAll(new ProbeCheck(library, clock).lines());
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
