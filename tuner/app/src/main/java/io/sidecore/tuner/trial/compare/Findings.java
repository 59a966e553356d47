package io.sidecore.tuner.trial.compare;

import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.TrialResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What follows from a trial. Each comparison is made once, however many reports show it. Used by one thread. */
public final class Findings {

    /** Two arms by their names, which are unique in a trial. */
    private record Names(String arm, String base) {}

    private final TrialResult trial;
    private final Optional<ArmResult> bestFixed;
    private final Map<Names, List<Comparison>> made = new HashMap<>();
    private final List<Comparison> differences;
    private final List<String> conclusion;

    private Findings(TrialResult trial) {
        this.trial = trial;
        this.bestFixed = Ranking.bestFixed(trial);
        this.differences =
                differences(trial.design().baseline().flatMap(trial::arm).or(() -> bestFixed));
        this.conclusion = Conclusion.of(this);
    }

    public static Findings of(TrialResult trial) {
        return new Findings(trial);
    }

    private List<Comparison> differences(Optional<ArmResult> base) {
        List<Comparison> all = new ArrayList<>();
        for (ArmResult arm : base.isPresent() ? trial.arms() : List.<ArmResult>of()) {
            if (!arm.arm().name().equals(base.get().arm().name())) {
                all.addAll(against(arm, base.get()));
            }
        }
        return List.copyOf(all);
    }

    /** What they follow from. */
    public TrialResult trial() {
        return trial;
    }

    /** The best of the arms that do not search; absent if none was measured and steady. */
    public Optional<ArmResult> bestFixed() {
        return bestFixed;
    }

    /** Every other arm against the baseline of an A/B/A trial, else against the best fixed arm, by every measure. */
    public List<Comparison> differences() {
        return differences;
    }

    /** One arm of the trial against another, by every measure that both have. */
    public List<Comparison> against(ArmResult arm, ArmResult base) {
        return made.computeIfAbsent(new Names(arm.arm().name(), base.arm().name()), names -> compare(arm, base));
    }

    private List<Comparison> compare(ArmResult arm, ArmResult base) {
        List<Comparison> comparisons = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            Comparison.of(measure, arm, base, trial.design().smallestEffect()).ifPresent(comparisons::add);
        }
        return List.copyOf(comparisons);
    }

    /** The same in sentences, the most important first. */
    public List<String> conclusion() {
        return conclusion;
    }
}
