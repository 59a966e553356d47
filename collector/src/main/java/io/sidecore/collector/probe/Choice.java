package io.sidecore.collector.probe;

import io.sidecore.probes.AttachPoint;
import io.sidecore.probes.ProbeProgram;
import io.sidecore.probes.ProbeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which way of each program to try next: the first one that was not refused yet. Programs for drivers that this host does
 * not have are left out: there is nothing that they could miss.
 */
final class Choice {

    private final ProbeSpec spec;
    private final Set<String> devices;
    private final List<Refusal> refusals = new ArrayList<>();

    /**
     * Nothing was refused yet.
     *
     * @param devices drivers that this host has, by their names in {@code /proc/misc}
     */
    Choice(ProbeSpec spec, Set<String> devices) {
        this.spec = spec;
        this.devices = devices;
    }

    void refuse(Refusal refusal) {
        refusals.add(refusal);
    }

    List<Refusal> refusals() {
        return refusals;
    }

    /** The ways to try; those of programs that were refused in every way are missing. */
    List<AttachPoint> ways() {
        return spec.programs().stream()
                .filter(this::isWanted)
                .flatMap(program -> way(program).stream())
                .toList();
    }

    /** Why there is no use in another try; absent if there is. */
    Optional<String> whyNot() {
        for (ProbeProgram program : spec.programs()) {
            if (program.need() == ProbeProgram.Need.REQUIRED && !isWanted(program)) {
                return Optional.of("there is nothing to count: no driver of " + String.join(", ", program.devices())
                        + " is in /proc/misc");
            }
            if (program.need() == ProbeProgram.Need.REQUIRED && way(program).isEmpty()) {
                return Optional.of(cannotCount(program));
            }
        }
        return ways().isEmpty() ? Optional.of(cannotCount(spec.programs().get(0))) : Optional.empty();
    }

    /** Whether this host has something that the program would count. */
    boolean isWanted(ProbeProgram program) {
        return program.devices().isEmpty() || program.devices().stream().anyMatch(devices::contains);
    }

    private Optional<AttachPoint> way(ProbeProgram program) {
        return program.points().stream()
                .filter(way ->
                        refusals.stream().noneMatch(refusal -> refusal.point().equals(way)))
                .findFirst();
    }

    private String cannotCount(ProbeProgram program) {
        List<String> reasons = refusals.stream()
                .filter(refusal -> program.points().contains(refusal.point()))
                .map(Refusal::toString)
                .toList();
        return "cannot count " + program.counts() + ": " + String.join("; ", reasons);
    }
}
