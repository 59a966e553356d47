package io.sidecore.tuner.trial;

import io.sidecore.collector.signal.Interference;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.WorkerLoad;
import io.sidecore.policies.Placement;
import io.sidecore.tuner.trial.guests.GuestLine;
import io.sidecore.tuner.trial.result.Arm;
import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.Phase;
import io.sidecore.tuner.trial.result.PhaseMark;
import io.sidecore.tuner.trial.result.PlacedWorker;
import io.sidecore.tuner.trial.result.TrafficPoint;
import io.sidecore.tuner.trial.result.Unmeasured;
import io.sidecore.tuner.trial.result.WorkerPoint;
import io.sidecore.tuner.trial.result.WorkerShare;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Collects what an arm does. Times come in on the monotonic clock and go out as seconds since the arm began. */
final class ArmRecorder {

    private final Arm arm;
    private final long startNanos;
    private final DecisionLog decisions;
    private final List<PhaseMark> phases = new ArrayList<>();
    private final List<TrafficPoint> traffic = new ArrayList<>();
    private final List<WorkerPoint> workers = new ArrayList<>();
    private final List<PlacedWorker> placement = new ArrayList<>();
    private final List<Unmeasured> notMeasured = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private Optional<String> threadTimes = Optional.empty();
    private Optional<HostTimes> measureStart = Optional.empty();
    private Optional<GuestLine.Result> result = Optional.empty();
    private OptionalDouble stealShare = OptionalDouble.empty();
    private Phase phase = Phase.START;
    private long phaseStartNanos;
    private long lastIntervalNanos;
    private int steps;
    private int failedSteps;
    private int placedQueues;

    ArmRecorder(Arm arm, long startNanos) {
        this.arm = arm;
        this.startNanos = startNanos;
        this.phaseStartNanos = startNanos;
        this.lastIntervalNanos = startNanos;
        this.decisions = new DecisionLog(startNanos);
    }

    DecisionLog decisions() {
        return decisions;
    }

    Phase phase() {
        return phase;
    }

    long phaseStartNanos() {
        return phaseStartNanos;
    }

    boolean hasResult() {
        return result.isPresent();
    }

    void enter(Phase next, long atNanos) {
        long at = Math.max(atNanos, phaseStartNanos);
        phases.add(new PhaseMark(phase, seconds(phaseStartNanos), seconds(at)));
        phase = next;
        phaseStartNanos = at;
    }

    /** The measured seconds end with the guests' last interval, not when we come to see it. */
    void enterStop(long nowNanos) {
        enter(Phase.STOP, phase == Phase.MEASURE && hasResult() ? lastIntervalNanos : nowNanos);
    }

    void finish(long nowNanos) {
        enter(Phase.STOP, nowNanos);
    }

    void step(Steering steering) {
        steps++;
        try {
            steering.step().ifPresent(this::observed);
            if (phase == Phase.MEASURE) {
                look(steering); // now: the guests disconnect as soon as they have said their result
            }
        } catch (RuntimeException e) {
            // One bad reading must not end the arm; it is counted, and told at the end.
            if (failedSteps++ == 0) {
                problem("a control step failed: " + e.getMessage());
            }
        }
    }

    void interval(long atNanos, GuestLine.Interval interval) {
        lastIntervalNanos = atNanos;
        traffic.add(Totals.point(seconds(atNanos), interval));
    }

    void hostTimes(Optional<HostTimes> now) {
        measureStart = now;
    }

    void result(GuestLine.Result newResult, Optional<HostTimes> now) {
        result = Optional.of(newResult);
        if (now.isPresent() && measureStart.isPresent()) {
            stealShare = now.get().stealShareSince(measureStart.get());
        }
    }

    /** Reads what the loop can tell at the end of the load. */
    void end(Steering steering) {
        threadTimes = steering.threadTimes();
        notMeasured.addAll(steering.notMeasured());
    }

    private void look(Steering steering) {
        Placement now = steering.placement();
        if (now.queues().size() >= placedQueues) { // else some have disconnected, and their result is on its way
            placedQueues = now.queues().size();
            placement.clear();
            placement.addAll(placed(now));
        }
    }

    void problem(String problem) {
        problems.add(problem);
    }

    ArmResult result() {
        if (failedSteps > 1) {
            problem(failedSteps + " of " + steps + " control steps failed");
        }
        if (result.isEmpty() && problems.isEmpty()) {
            problem("the arm was not measured");
        }
        return new ArmResult(
                arm,
                phases,
                traffic,
                workers,
                decisions.marks(),
                result.map(found -> Totals.of(found, WorkerPoint.measured(workers, phases), stealShare)),
                placement,
                threadTimes,
                notMeasured,
                problems,
                List.of());
    }

    private void observed(Observation now) {
        double window = now.window().toNanos() / 1e9;
        if (window > 0 && now.atNanos() >= startNanos) {
            workers.add(new WorkerPoint(
                    seconds(now.atNanos()),
                    window,
                    now.workers().stream().map(ArmRecorder::share).toList()));
        }
    }

    private static WorkerShare share(WorkerLoad load) {
        return new WorkerShare(
                load.worker().name(),
                load.onCpu(),
                load.saturation().busy(),
                load.emptyPolls(),
                load.interference()
                        .map(Interference::waiting)
                        .map(OptionalDouble::of)
                        .orElse(OptionalDouble.empty()));
    }

    private static List<PlacedWorker> placed(Placement placement) {
        List<PlacedWorker> placed = new ArrayList<>();
        placement
                .workers()
                .forEach((worker, setting) -> placed.add(new PlacedWorker(
                        worker.name(),
                        setting.cpus().toString(),
                        setting.mode().toString(),
                        placement.queuesOf(worker).stream()
                                .map(Object::toString)
                                .toList())));
        return placed;
    }

    private double seconds(long atNanos) {
        return Math.max(0, atNanos - startNanos) / 1e9;
    }
}
