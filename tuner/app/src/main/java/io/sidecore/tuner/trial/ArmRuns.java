package io.sidecore.tuner.trial;

import io.sidecore.tuner.trial.compare.Runs;
import io.sidecore.tuner.trial.result.Arm;
import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.ArmTotals;
import io.sidecore.tuner.trial.result.RunResult;
import io.sidecore.tuner.trial.result.Unmeasured;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The runs of one arm, made one result. */
final class ArmRuns {

    private final Arm arm;
    private final List<ArmResult> results = new ArrayList<>();
    private final List<RunResult> runs = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    ArmRuns(Arm arm) {
        this.arm = arm;
    }

    void add(Turn turn, ArmResult result) {
        results.add(result);
        if (result.totals().isPresent()) {
            runs.add(Runs.of(result, turn.block(), turn.place()));
        }
        result.problems()
                .forEach(problem -> problems.add(turn.run() == 1 ? problem : "run " + turn.run() + ": " + problem));
    }

    boolean isEmpty() {
        return results.isEmpty();
    }

    /** Of all so far, at least one. */
    ArmResult result() {
        ArmResult shown = shown();
        List<ArmTotals> totals =
                results.stream().flatMap(result -> result.totals().stream()).toList();
        List<Unmeasured> notMeasured = results.stream()
                .flatMap(result -> result.notMeasured().stream())
                .distinct()
                .toList();
        return new ArmResult(
                arm,
                shown.phases(),
                shown.traffic(),
                shown.workers(),
                shown.decisions(),
                totals.isEmpty() ? Optional.empty() : Optional.of(ArmTotals.mean(totals)),
                shown.placement(),
                shown.threadTimes(),
                notMeasured,
                problems,
                runs);
    }

    /** The first that was measured and steady; if there is none, the first that was measured. */
    private ArmResult shown() {
        List<ArmResult> measured =
                results.stream().filter(result -> result.totals().isPresent()).toList();
        for (int i = 0; i < measured.size(); i++) {
            if (runs.get(i).steady()) {
                return measured.get(i);
            }
        }
        return measured.isEmpty() ? results.get(0) : measured.get(0);
    }
}
