package io.sidecore.collector.support;

import io.sidecore.collector.bpf.BpfException;
import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.probe.EventfdCounts;
import io.sidecore.collector.probe.KvmSelfCheck;
import io.sidecore.collector.probe.KvmSignal;
import io.sidecore.collector.probe.KvmVcpus;
import io.sidecore.collector.probe.ProbeAttempt;
import io.sidecore.collector.probe.ProbeLoader;
import io.sidecore.collector.probe.SchedThreads;
import io.sidecore.collector.probe.SelfCheck;
import io.sidecore.collector.probe.TinyGuest;
import io.sidecore.collector.probe.VhostQueues;
import io.sidecore.collector.probe.VhostSelfCheck;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.probes.AttachPoint;
import io.sidecore.probes.ProbeCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** The probes of the catalogue: where each attached, and whether it counted when there was something to count. */
final class ProbeCheck {

    /** A prime, so that it is not some other count by chance. */
    private static final int ROUNDS = 7;

    private static final String SCHED_LOST =
            "workers are watched through /proc: no histogram of waits, and CPU time only to the tick";
    private static final String KVM_LOST = "VM exits are missing from reports";
    private static final String VHOST_LOST =
            "virtqueues of kernel vhost are not found, and neither their kicks nor their delay is counted";
    private static final String EVENTFD_LOST =
            "calls of kernel vhost are not counted; the embedded backend counts its own";

    private final ProbeLoader loader;
    private final BpfLibrary library;
    private final LongSupplier clock;

    ProbeCheck(BpfLibrary library, LongSupplier clock) {
        this.loader = new ProbeLoader(library);
        this.library = library;
        this.clock = clock;
    }

    List<Capability> lines() {
        List<Capability> lines = new ArrayList<>();
        lines.add(sched(loader.load(ProbeCatalog.SCHED)));
        ProbeAttempt kvm = loader.load(ProbeCatalog.KVM);
        ProbeAttempt eventfd = loader.load(ProbeCatalog.EVENTFD);
        Optional<KvmVcpus> vcpus = kvm.object().map(object -> new KvmVcpus(object, HostFiles.ofThisHost()));
        Optional<EventfdCounts> signals = eventfd.object().map(EventfdCounts::new);
        Optional<String> noGuest =
                vcpus.map(known -> KvmSelfCheck.untried(known, library)).orElseGet(this::kick);
        lines.add(vcpus.map(known -> kvm(kvm, known, noGuest)).orElseGet(() -> refused(kvm, KVM_LOST)));
        lines.add(signals.map(counts -> eventfd(eventfd, counts, noGuest))
                .orElseGet(() -> refused(eventfd, EVENTFD_LOST)));
        lines.add(vhost(loader.load(ProbeCatalog.VHOST)));
        vcpus.ifPresent(KvmVcpus::close);
        signals.ifPresent(EventfdCounts::close);
        return lines;
    }

    private Capability sched(ProbeAttempt attempt) {
        if (attempt.object().isEmpty()) {
            return refused(attempt, SCHED_LOST);
        }
        try (SchedThreads threads = new SchedThreads(attempt.object().get(), clock)) {
            Optional<String> problem = SelfCheck.failure(threads, library, clock);
            if (problem.isPresent()) {
                return Capability.missing(name(attempt), "attached, but " + problem.get(), SCHED_LOST);
            }
            String found = points(attempt) + ": attached, and counted";
            List<String> doubts = SelfCheck.doubts(threads, library, clock);
            return doubts.isEmpty()
                    ? Capability.ok(name(attempt), found)
                    : Capability.degraded(name(attempt), found, String.join("; ", doubts));
        }
    }

    /** Why there can be no guest that kicks; absent if there was one. */
    private Optional<String> kick() {
        try (TinyGuest guest = new TinyGuest(library)) {
            guest.run(ROUNDS);
            return Optional.empty();
        } catch (BpfException e) {
            return Optional.of(e.why());
        }
    }

    private static Capability kvm(ProbeAttempt attempt, KvmVcpus vcpus, Optional<String> noGuest) {
        if (noGuest.isPresent()) {
            return untried(attempt, noGuest.get(), KVM_LOST);
        }
        String found = points(attempt) + ": attached";
        Set<KvmSignal> counted = vcpus.counted();
        if (vcpus.gaps().isEmpty()) {
            return Capability.ok(name(attempt), found + ", and counted");
        }
        String lost = vcpus.gaps().stream().map(Gap::what).collect(Collectors.joining(", "));
        return new Capability(
                name(attempt),
                counted.isEmpty() ? Capability.State.MISSING : Capability.State.DEGRADED,
                found + ", but not all counted",
                Optional.of(counted.isEmpty() ? KVM_LOST : "not counted, and absent from reports: " + lost));
    }

    private Capability eventfd(ProbeAttempt attempt, EventfdCounts counts, Optional<String> noGuest) {
        if (noGuest.isPresent()) {
            return VhostSelfCheck.problem(counts, library, clock)
                    .map(problem -> untried(attempt, noGuest.get() + "; " + problem, EVENTFD_LOST))
                    .orElseGet(() -> counted(attempt));
        }
        long total = counts.total();
        return total >= ROUNDS
                ? counted(attempt)
                : Capability.missing(
                        name(attempt),
                        points(attempt) + ": attached, but counted " + total + " of " + ROUNDS + " kicks",
                        EVENTFD_LOST);
    }

    private Capability vhost(ProbeAttempt attempt) {
        if (attempt.object().isEmpty()) {
            return refused(attempt, VHOST_LOST);
        }
        try (VhostQueues queues = new VhostQueues(attempt.object().get(), HostFiles.ofThisHost(), clock)) {
            Optional<String> noDevice = VhostSelfCheck.untried(queues, library, clock);
            if (noDevice.isPresent()) {
                return untried(attempt, noDevice.get(), VHOST_LOST);
            }
            String missing = queues.gaps().stream()
                    .map(gap -> gap.what() + " (" + gap.reason() + ")")
                    .collect(Collectors.joining(", "));
            return missing.isEmpty()
                    ? counted(attempt)
                    : Capability.degraded(
                            name(attempt),
                            points(attempt) + ": attached, but not all counted",
                            "not counted, and absent from reports: " + missing);
        }
    }

    private static Capability counted(ProbeAttempt attempt) {
        return Capability.ok(name(attempt), points(attempt) + ": attached, and counted");
    }

    private static Capability untried(ProbeAttempt attempt, String noGuest, String lost) {
        return Capability.degraded(
                name(attempt),
                points(attempt) + ": attached, but not seen to count (no guest to try it with: " + noGuest + ")",
                "if it does not count, " + lost);
    }

    private static Capability refused(ProbeAttempt attempt, String lost) {
        return Capability.missing(name(attempt), attempt.whyNot().orElse(""), lost + fix(attempt));
    }

    private static String fix(ProbeAttempt attempt) {
        boolean functionsOnly = !attempt.refusals().isEmpty()
                && attempt.refusals().stream()
                        .allMatch(refusal -> refusal.point().kind().tracesFunctions());
        return functionsOnly
                ? ". Needs a kernel that lets functions be traced (not locked down)"
                : ". Fix: run as root, on a kernel with BTF";
    }

    private static String name(ProbeAttempt attempt) {
        return "probe " + attempt.spec().name();
    }

    private static String points(ProbeAttempt attempt) {
        return attempt.attached().stream().map(AttachPoint::toString).collect(Collectors.joining(", "));
    }
}
