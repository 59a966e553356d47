package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfMemory;
import io.sidecore.collector.bpf.BpfObject;
import io.sidecore.collector.inventory.Gap;
import io.sidecore.probes.AttachPoint;
import io.sidecore.probes.ProbeProgram;
import io.sidecore.probes.ProbeSpec;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A probe that runs, until it is closed.
 *
 * @param memory what it counts, as laid out in its header
 * @param attached the ways that the kernel took, one for each program at most
 * @param refusals those that it did not take
 */
public record ProbeObject(
        ProbeSpec spec, BpfObject object, BpfMemory memory, List<AttachPoint> attached, List<Refusal> refusals)
        implements AutoCloseable {

    public ProbeObject {
        attached = List.copyOf(attached);
        refusals = List.copyOf(refusals);
    }

    boolean attachedTo(String target) {
        return attached.stream().anyMatch(point -> point.target().equals(target));
    }

    /** What it does not count because the kernel refused every way. */
    public List<Gap> gaps() {
        return spec.programs().stream()
                .filter(program -> program.points().stream().noneMatch(attached::contains))
                .filter(program -> refusals.stream().anyMatch(refusal -> concerns(refusal, program)))
                .map(program -> new Gap(program.counts(), why(program)))
                .toList();
    }

    private String why(ProbeProgram program) {
        return refusals.stream()
                .filter(refusal -> concerns(refusal, program))
                .map(Refusal::toString)
                .collect(Collectors.joining("; "));
    }

    private static boolean concerns(Refusal refusal, ProbeProgram program) {
        return program.points().contains(refusal.point());
    }

    @Override
    public void close() {
        object.close();
    }
}
