package io.sidecore.collector.support;

import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.probe.ProbeAttempt;
import io.sidecore.collector.probe.ProbeLoader;
import io.sidecore.collector.probe.SelfCheck;
import io.sidecore.collector.probe.SchedThreads;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.probes.AttachPoint;
import io.sidecore.probes.ProbeCatalog;
import io.sidecore.probes.ProbeSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** The probes of the catalogue: where each attached, and whether it counted. */
final class ProbeCheck {
    private final BpfLibrary library;
    private final HostFiles files;
    private final LongSupplier clock;

    ProbeCheck(BpfLibrary library, HostFiles files, LongSupplier clock) {
        this.library = library;
        this.files = files;
        this.clock = clock;
    }

    List<Capability> lines() {
        return List.of();
    }
}
