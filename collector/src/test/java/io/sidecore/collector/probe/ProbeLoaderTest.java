package io.sidecore.collector.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.bpf.BpfException;
import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.probes.AttachPoint;
import io.sidecore.probes.ProbeCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading on this kernel, with hosts that seem to have less. */
final class ProbeLoaderTest {

    @TempDir
    Path empty;

    private BpfLibrary library;

    @BeforeEach
    void load() {
        try {
            library = BpfLibrary.load();
        } catch (BpfException e) {
            Assumptions.abort("no libbpf here: " + e.why());
        }
    }

    private static ProbeObject object(ProbeAttempt attempt) {
        return attempt.object()
                .orElseGet(() -> Assumptions.abort(
                        "this kernel refuses the probe: " + attempt.whyNot().orElse("")));
    }

    /** A host without tracefs and kprobes: the kernel is not asked for either, and the reason is said. */
    @Test
    void whatCannotBeIsNotTried() {
        ProbeAttempt attempt = new ProbeLoader(library, new HostFiles(empty)).load(ProbeCatalog.KVM);
        object(attempt).close();
        for (AttachPoint point : List.of(
                new AttachPoint(AttachPoint.Kind.TP, "kvm/kvm_exit", "kvm_exit_record"),
                new AttachPoint(AttachPoint.Kind.KRETPROBE, "ioeventfd_write", "ioeventfd_kretprobe"),
                new AttachPoint(AttachPoint.Kind.KPROBE, "kvm_arch_set_irq_inatomic", "irqfd_kprobe"))) {
            String why = point.kind() == AttachPoint.Kind.TP
                    ? "not in /sys/kernel/tracing (is tracefs mounted?)"
                    : "this kernel has no kprobes";
            assertTrue(
                    attempt.refusals().contains(new Refusal(point, why)),
                    attempt.refusals().toString());
        }
    }

    /** Else the end of our own process could wait for as long as some vhost worker is overloaded. */
    @Test
    void whereVhostWorkersAreTasksNoTrampolineIsUsed() throws IOException {
        HostFiles tasks = KernelBtfTest.host(empty, "\0vhost_task_create\0", Integer.MAX_VALUE);
        ProbeAttempt attempt = new ProbeLoader(library, tasks).load(ProbeCatalog.KVM);
        attempt.object().ifPresent(ProbeObject::close);
        List<AttachPoint.Kind> notTried = attempt.refusals().stream()
                .filter(refusal -> refusal.why().startsWith("not tried: "))
                .map(refusal -> refusal.point().kind())
                .toList();
        assertEquals(List.of(AttachPoint.Kind.FEXIT, AttachPoint.Kind.FENTRY), notTried);
    }

    /** Whatever this kernel takes and refuses: each way is one or the other or was not needed, and none is both. */
    @Test
    void noWayIsBothTakenAndRefused() {
        ProbeAttempt attempt = new ProbeLoader(library).load(ProbeCatalog.KVM);
        object(attempt).close();
        Set<AttachPoint> refused = new HashSet<>();
        attempt.refusals().forEach(refusal -> assertTrue(refused.add(refusal.point()), "refused twice: " + refusal));
        attempt.attached().forEach(point -> assertTrue(!refused.contains(point), "both: " + point));
        assertEquals(
                attempt.attached().size(),
                ProbeCatalog.KVM.programs().stream()
                        .filter(program -> program.points().stream().anyMatch(point -> !refused.contains(point)))
                        .count(),
                "each program that has a way left runs");
    }

    /** Where no driver is loaded there is nothing to count, and that is the one thing to say. */
    @Test
    void aHostWithoutVhostIsToldSo() {
        ProbeAttempt attempt = new ProbeLoader(library, new HostFiles(empty)).load(ProbeCatalog.VHOST);
        assertEquals(
                Optional.of(
                        "there is nothing to count: no driver of vhost-net, vhost-vsock, vhost-scsi is in /proc/misc"),
                attempt.whyNot());
        assertEquals(List.of(), attempt.refusals());
    }
}
