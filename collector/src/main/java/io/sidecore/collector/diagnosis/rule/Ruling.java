package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.signal.host.GuestSeries;
import io.sidecore.collector.signal.host.WorkerSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a rule says.
 *
 * @param gaps what it would have needed to tell
 */
public record Ruling(List<Finding> findings, List<Gap> gaps) {

    /** The rule has nothing to say. */
    public static final Ruling NOTHING = new Ruling(List.of(), List.of());

    public Ruling {
        findings = List.copyOf(findings);
        gaps = List.copyOf(gaps);
    }

    static Ruling found(Finding finding) {
        return new Ruling(List.of(finding), List.of());
    }

    static Ruling cannotTell(String what, String reason) {
        return new Ruling(List.of(), List.of(new Gap(what, reason)));
    }

    /** Both together. */
    public Ruling and(Ruling other) {
        if (equals(NOTHING) || other.equals(NOTHING)) {
            return equals(NOTHING) ? other : this;
        }
        List<Finding> allFindings = new ArrayList<>(findings);
        allFindings.addAll(other.findings);
        List<Gap> allGaps = new ArrayList<>(gaps);
        allGaps.addAll(other.gaps);
        return new Ruling(allFindings, allGaps);
    }

    static Ruling ofWorkers(Scene scene, Function<WorkerSeries, Ruling> look) {
        return scene.windows().workers().stream().map(look).reduce(NOTHING, Ruling::and);
    }

    static Ruling ofGuests(Scene scene, Function<GuestSeries, Ruling> look) {
        return scene.windows().guests().stream().map(look).reduce(NOTHING, Ruling::and);
    }
}
