package io.sidecore.tuner.trial;

import io.sidecore.tuner.trial.child.Child;
import io.sidecore.tuner.trial.child.TimedLine;
import io.sidecore.tuner.trial.guests.GuestLine;
import io.sidecore.tuner.trial.guests.GuestLines;
import io.sidecore.tuner.trial.result.Arm;
import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One arm, from start to stop:
 *
 * <ol>
 *   <li>start: the backend, then the control loop, then the guests, each once the one before is ready;
 *   <li>under load: step the loop ten times a second, collect what it and the guests say, until the guests' result;
 *   <li>stop: guests, loop, backend.
 * </ol>
 *
 * The guests say when the counted seconds begin and end; this side only notes it.
 */
final class ArmRun {

    /** How often the control loop is stepped: the observation rate of the design. */
    static final Duration STEP = Duration.ofMillis(100);

    /** How long the backend, or the guests, may take to be ready. */
    static final Duration START_LIMIT = Duration.ofSeconds(20);

    /** How much later than planned the guests' result may come. */
    static final Duration RESULT_LIMIT = Duration.ofSeconds(10);

    private static final Duration TICK = Duration.ofMillis(20);

    private final Turn turn;
    private final Arm arm;
    private final Rest rest;
    private final TrialPlan plan;
    private final ArmParts parts;
    private final TrialBench bench;
    private final ArmRecorder recorder;
    private final ChildWatch watch;
    private Optional<Child> backend = Optional.empty();
    private Optional<Child> guests = Optional.empty();
    private Optional<Steering> steering = Optional.empty();

    /**
     * The trial around this run, for its progress.
     *
     * @param runs how many there are, this one among them
     * @param after how long those after this one are planned to take
     * @param best of those before it, with its numbers; absent if none was measured
     */
    record Rest(int runs, Duration after, Optional<String> best) {}

    ArmRun(Turn turn, TrialPlan plan, ArmParts parts, TrialBench bench, Rest rest) {
        this.turn = turn;
        this.arm = turn.arm();
        this.plan = plan;
        this.parts = parts;
        this.bench = bench;
        this.rest = rest;
        this.recorder = new ArmRecorder(arm, bench.clock().nanos());
        this.watch = new ChildWatch(bench.clock(), bench.scope());
    }

    ArmResult run() {
        try {
            start();
            underLoad();
        } catch (TrialInterrupted e) {
            throw e;
        } catch (RuntimeException e) {
            // Whatever it is, the arms before it are worth their report, and those after it may fare better.
            watch.heedOperator();
            recorder.problem(e instanceof ArmFailure ? String.valueOf(e.getMessage()) : "the arm broke off: " + e);
        } finally {
            stop();
        }
        return recorder.result();
    }

    private void start() {
        Path directory = directory();
        Child startedBackend = bench.scope().keep(parts.startBackend(arm, directory));
        backend = Optional.of(startedBackend);
        awaitLine(startedBackend);
        steering = Optional.of(bench.scope().keep(parts.steer(turn, directory, recorder.decisions())));
        Child startedGuests =
                bench.scope().keep(parts.startGuests(arm, directory, plan.beforeMeasure(arm), plan.measure()));
        guests = Optional.of(startedGuests);
        TimedLine line = awaitLine(startedGuests);
        if (!(parse(line) instanceof GuestLine.Ready)) {
            throw new ArmFailure("the guests did not say that they are ready, but: " + line.text());
        }
        recorder.enter(Phase.WARM_UP, line.atNanos());
    }

    private void underLoad() {
        long loadStart = recorder.phaseStartNanos();
        long searchAt = loadStart + plan.warmUp().toNanos();
        long limit = loadStart
                + plan.beforeMeasure(arm)
                        .plus(plan.measure())
                        .plus(RESULT_LIMIT)
                        .toNanos();
        long nextStep = loadStart;
        while (!recorder.hasResult()) {
            long now = tick();
            if (now >= limit) {
                throw new ArmFailure("the guests gave no result within " + RESULT_LIMIT.toSeconds()
                        + " s after the load should have ended");
            }
            if (arm.adaptive() && recorder.phase() == Phase.WARM_UP && now >= searchAt) {
                recorder.enter(Phase.SEARCH, searchAt);
            }
            if (now >= nextStep) {
                recorder.step(steering.orElseThrow());
                // Steps that a slow one made late are left out, not made up for.
                nextStep = Math.max(nextStep + STEP.toNanos(), now);
            }
            guests.orElseThrow()
                    .nextLine()
                    .ifPresentOrElse(this::take, () -> bench.clock().pause(TICK));
        }
    }

    private void take(TimedLine line) {
        GuestLine said = parse(line);
        if (said instanceof GuestLine.Interval interval) {
            if (interval.measured() && recorder.phase() != Phase.MEASURE) {
                recorder.enter(Phase.MEASURE, line.atNanos() - Math.round(1e9 * interval.seconds()));
                recorder.hostTimes(bench.hostTimes().get());
            }
            recorder.interval(line.atNanos(), interval);
        } else if (said instanceof GuestLine.Result result) {
            recorder.result(result, bench.hostTimes().get());
        }
    }

    private void stop() {
        recorder.enterStop(bench.clock().nanos());
        steering.ifPresent(recorder::end);
        guests.ifPresent(bench.scope()::release);
        steering.ifPresent(bench.scope()::release);
        backend.ifPresent(bench.scope()::release);
        recorder.finish(bench.clock().nanos());
    }

    private TimedLine awaitLine(Child child) {
        long limit = bench.clock().nanos() + START_LIMIT.toNanos();
        while (tick() < limit) {
            Optional<TimedLine> line = child.nextLine();
            if (line.isPresent()) {
                return line.get();
            }
            bench.clock().pause(TICK);
        }
        throw new ArmFailure("the " + child.name() + " gave no sign of being ready within " + START_LIMIT.toSeconds()
                + " s" + ChildWatch.lastWords(child));
    }

    /** What every turn of a wait does: heed the operator, watch the children, show progress. */
    private long tick() {
        watch.heedOperator();
        guests.ifPresent(watch::expectAlive);
        backend.ifPresent(child -> {
            // Only its first line matters; but a child has ended only once all its lines were taken.
            if (recorder.phase() != Phase.START) {
                child.nextLine();
            }
            watch.expectAlive(child);
        });
        long now = bench.clock().nanos();
        bench.progress().show(state(now));
        return now;
    }

    private static GuestLine parse(TimedLine line) {
        try {
            return GuestLines.parse(line.text());
        } catch (IllegalArgumentException e) {
            throw new ArmFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private Path directory() {
        // Not the arm's name: that may be long, and a socket's path must be short.
        Path directory = bench.scope().directory().resolve("arm" + turn.place());
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new ArmFailure("cannot make " + directory + ": " + e.getMessage(), e);
        }
    }

    private Progress.State state(long nowNanos) {
        Phase phase = recorder.phase();
        Duration spent = Duration.ofNanos(Math.max(0, nowNanos - recorder.phaseStartNanos()));
        Duration left = plan.planned(arm, phase).minus(spent);
        left = left.isNegative() ? Duration.ZERO : left;
        Duration later = plan.plannedFrom(arm, phase).minus(plan.planned(arm, phase));
        return new Progress.State(
                arm.name(),
                turn.place(),
                rest.runs(),
                phase.text(),
                left,
                left.plus(later).plus(rest.after()),
                rest.best());
    }
}
