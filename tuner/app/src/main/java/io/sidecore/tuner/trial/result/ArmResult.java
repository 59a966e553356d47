package io.sidecore.tuner.trial.result;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * What one arm did. All times are seconds since the arm began; of an arm that ran several times, since one of its runs
 * began: the first that was measured and steady. Phases, traffic, workers, decisions and placement are those of that run.
 *
 * @param phases those that it went through, in order
 * @param traffic what the guests saw, interval by interval, warm-up included
 * @param workers what the collector saw, window by window, warm-up included
 * @param decisions those that were carried out, in order
 * @param totals the measured seconds, the mean of all runs; absent if the arm did not get through them
 * @param placement where the queues were at the end; empty if that could not be read
 * @param threadTimes where the workers' CPU times came from: {@code BPF} or {@code schedstat}; absent if from nowhere
 * @param notMeasured what could not be measured, and why
 * @param problems what went wrong, in the operator's words
 * @param runs how often it was measured and what came of it, in order; empty if never
 */
@JsonIgnoreProperties(
        value = {"decision_counts", "placement_text"},
        allowGetters = true)
public record ArmResult(
        Arm arm,
        List<PhaseMark> phases,
        List<TrafficPoint> traffic,
        List<WorkerPoint> workers,
        List<DecisionMark> decisions,
        Optional<ArmTotals> totals,
        List<PlacedWorker> placement,
        Optional<String> threadTimes,
        List<Unmeasured> notMeasured,
        List<String> problems,
        List<RunResult> runs) {

    public ArmResult {
        phases = List.copyOf(phases);
        traffic = List.copyOf(traffic);
        workers = List.copyOf(workers);
        decisions = List.copyOf(decisions);
        placement = List.copyOf(placement);
        notMeasured = List.copyOf(notMeasured);
        problems = List.copyOf(problems);
        runs = List.copyOf(runs);
        if (totals.isEmpty() && problems.isEmpty()) {
            throw new IllegalArgumentException("arm " + arm.name() + " has no totals and no problem that says why");
        }
    }

    @JsonProperty("decision_counts")
    public DecisionCounts decisionCounts() {
        return DecisionCounts.of(decisions);
    }

    /** The placement at the end in words; blank if it could not be read. */
    @JsonProperty("placement_text")
    public String placementText() {
        return PlacementWords.of(placement);
    }

    public Optional<PhaseMark> phase(Phase phase) {
        return phases.stream().filter(mark -> mark.phase() == phase).findFirst();
    }

    /** The intervals that lie wholly in the measured seconds. */
    public List<TrafficPoint> measuredTraffic() {
        return phase(Phase.MEASURE)
                .map(measure -> traffic.stream()
                        // Half an interval of slack: the phase was dated from when lines arrived.
                        .filter(point -> point.atSeconds() - point.seconds() / 2 >= measure.startSeconds()
                                && point.atSeconds() - point.seconds() / 2 <= measure.endSeconds())
                        .toList())
                .orElse(List.of());
    }

    /** The windows that ended in the measured seconds. */
    public List<WorkerPoint> measuredWorkers() {
        return WorkerPoint.measured(workers, phases);
    }

    /** Seconds from its first phase to the end of its last. */
    public double seconds() {
        return phases.isEmpty() ? 0 : phases.get(phases.size() - 1).endSeconds();
    }
}
