package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.diagnosis.finding.Cause;
import io.sidecore.collector.diagnosis.finding.Confidence;
import io.sidecore.collector.diagnosis.finding.Confidence.Level;
import io.sidecore.collector.diagnosis.finding.Evidence;
import io.sidecore.collector.diagnosis.finding.Evidence.Unit;
import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.diagnosis.finding.Subject;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.signal.host.Activity;
import io.sidecore.collector.signal.host.QueueObservation;
import io.sidecore.collector.signal.host.QueueSeries;
import io.sidecore.collector.signal.host.SignalSource;
import io.sidecore.collector.signal.host.WorkerSeries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A worker has more work than it can do: {@link Saturated} in nearly all windows, and at least one sign of a
 * {@link Backlog} beside that. With two signs and work told from other time it is certain; where only time on a CPU is
 * known it is a suspicion; without any sign it is not said.
 */
public final class OverloadRule implements Rule {

    private static final int CERTAIN = 2;

    @Override
    public Ruling look(Scene scene) {
        return Ruling.ofWorkers(scene, series -> look(scene, series));
    }

    private static Ruling look(Scene scene, WorkerSeries series) {
        Optional<Saturated> saturated = Saturated.of(series);
        if (saturated.isEmpty()) {
            return cannotTell(series);
        }
        String name = series.worker().name();
        if (saturated.get().windows() < Limits.FEWEST_WINDOWS) {
            return Ruling.cannotTell(
                    "whether worker " + name + " is overloaded",
                    "it was busy in " + saturated.get().windows() + " windows, and sustained begins at "
                            + Limits.FEWEST_WINDOWS + ": watch for longer");
        }
        List<Evidence> signs = Backlog.signs(series);
        if (signs.isEmpty()) {
            return Ruling.cannotTell(
                    "whether worker " + name + " is overloaded",
                    "it is busy " + Words.percent(saturated.get().load()) + " of the time, but no sign of a backlog "
                            + "was seen; one number alone does not tell");
        }
        return Ruling.found(finding(scene, series, saturated.get(), signs));
    }

    /** A worker that is nearly always on a CPU, and nobody told work from polling. */
    private static Ruling cannotTell(WorkerSeries series) {
        boolean blind = series.workSource().isEmpty()
                && (Saturated.polls(series.worker()) || Saturated.mayPoll(series))
                && series.onCpu().atLeast(Saturated.BUSY) >= Saturated.SUSTAINED;
        return blind
                ? Ruling.cannotTell(
                        "whether worker " + series.worker().name() + " is overloaded or only polls",
                        "it is on a CPU "
                                + Words.percent(series.onCpu().median().orElse(0))
                                + " of the time, it may poll, and nobody counted which turns found work")
                : Ruling.NOTHING;
    }

    private static Finding finding(Scene scene, WorkerSeries series, Saturated saturated, List<Evidence> signs) {
        HostWorker worker = series.worker();
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(saturated.evidence(series));
        evidence.addAll(signs);
        kept(series).ifPresent(evidence::add);
        Optional<QueueSeries> most = mostBusy(series);
        most.ifPresent(queue -> evidence.add(share(queue)));
        return new Finding(
                Cause.OVERLOAD,
                Subject.worker(worker.name(), worker.tid()),
                "worker " + worker.name() + " is overloaded: " + Words.percent(saturated.load()) + " busy"
                        + most.map(queue -> (isMost(queue) ? ", most of it for queue " : ", the most for queue ")
                                        + queue.queue().name())
                                .orElse(""),
                Math.min(1, saturated.load()),
                evidence,
                confidence(series, saturated, signs.size()),
                "It gets the CPU that it wants and still cannot keep up. A saturated counter hides demand: what its "
                        + "queues could send is more than what is seen.",
                CapacityRemedies.forWorker(scene, series));
    }

    private static Confidence confidence(WorkerSeries series, Saturated saturated, int signs) {
        Level byWindows = Limits.levelOf(saturated.windows());
        boolean probed =
                series.threadSource().filter(SignalSource.SCHED_PROBE::equals).isPresent();
        if (!saturated.workKnown()) {
            return new Confidence(
                    Level.LOW, "nobody told work from other time on a CPU: the vhost probe did not count");
        }
        boolean certain = signs >= CERTAIN && (probed || Saturated.polls(series.worker()));
        return new Confidence(
                certain ? byWindows : byWindows.and(Level.MEDIUM),
                signs + (signs == 1 ? " sign" : " signs") + " of a backlog beside the load, in " + saturated.windows()
                        + " windows" + (probed ? "" : "; thread times without the sched probe are coarse"));
    }

    private static Optional<Evidence> kept(WorkerSeries series) {
        return series.share(Activity.RUNNABLE).median().stream()
                .mapToObj(share -> new Evidence(
                        "runnable_median",
                        share,
                        Unit.RATIO,
                        series.windows().size(),
                        "kept from running only " + Words.percent(share) + " of the time"))
                .findFirst();
    }

    static Optional<QueueSeries> mostBusy(WorkerSeries series) {
        return series.queues().stream()
                .filter(queue -> queue.spread(QueueObservation::shareOfWorker).count() > 0)
                .max(Comparator.comparingDouble((QueueSeries queue) -> queue.spread(QueueObservation::shareOfWorker)
                                .median()
                                .orElse(0))
                        .thenComparing(queue -> queue.queue().name(), Comparator.reverseOrder()));
    }

    private static boolean isMost(QueueSeries queue) {
        return queue.spread(QueueObservation::shareOfWorker).median().orElse(0) > 0.5;
    }

    static Evidence share(QueueSeries queue) {
        double share = queue.spread(QueueObservation::shareOfWorker).median().orElse(0);
        double packets =
                queue.spread(QueueObservation::packetsPerSecond).median().orElse(0);
        return new Evidence(
                "share_of_worker_median",
                share,
                Unit.RATIO,
                queue.windows().size(),
                "queue " + queue.queue().name() + " takes " + Words.percent(share) + " of its busy time"
                        + (packets > 0 ? ", " + Words.count(packets) + " packets/s" : ""));
    }
}
