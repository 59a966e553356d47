package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.diagnosis.finding.Cause;
import io.sidecore.collector.diagnosis.finding.Confidence;
import io.sidecore.collector.diagnosis.finding.Confidence.Level;
import io.sidecore.collector.diagnosis.finding.Evidence;
import io.sidecore.collector.diagnosis.finding.Evidence.Unit;
import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.diagnosis.finding.Subject;
import io.sidecore.collector.signal.host.QueueObservation;
import io.sidecore.collector.signal.host.QueueSeries;
import io.sidecore.collector.signal.host.WorkerSeries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One queue takes nearly all of a saturated worker's time, and others that the worker serves come late for it. It takes
 * a victim: a worker that is busy with the only queue that wants something is overloaded, and no more.
 */
public final class ElephantRule implements Rule {

    /** Share of its worker's busy time. Among two queues with equal right, one has half. */
    private static final double MOST = 0.7;

    /** A victim's delay (p99): as long as a sign of a backlog, 50 times what is usual. */
    private static final double LATE_NANOS = 1_000_000;

    @Override
    public Ruling look(Scene scene) {
        return Ruling.ofWorkers(scene, series -> look(scene, series));
    }

    private static Ruling look(Scene scene, WorkerSeries series) {
        Optional<Saturated> saturated = Saturated.of(series);
        Optional<QueueSeries> most = OverloadRule.mostBusy(series);
        if (saturated.isEmpty() || most.isEmpty() || saturated.get().windows() < Limits.FEWEST_WINDOWS) {
            return Ruling.NOTHING;
        }
        boolean sustained = most.get().spread(QueueObservation::shareOfWorker).atLeast(MOST) >= Limits.SUSTAINED;
        Optional<QueueSeries> victim = series.queues().stream()
                .filter(queue -> !queue.queue().equals(most.get().queue()))
                .filter(queue -> queue.delayNanos(0.99).orElse(0) >= LATE_NANOS)
                .max(Comparator.comparingDouble(
                                (QueueSeries queue) -> queue.delayNanos(0.99).orElse(0))
                        .thenComparing(queue -> queue.queue().name(), Comparator.reverseOrder()));
        return sustained && victim.isPresent()
                ? Ruling.found(finding(scene, series, saturated.get(), most.get(), victim.get()))
                : Ruling.NOTHING;
    }

    private static Finding finding(
            Scene scene, WorkerSeries series, Saturated saturated, QueueSeries elephant, QueueSeries victim) {
        String name = elephant.queue().name();
        double share = elephant.spread(QueueObservation::shareOfWorker).median().orElse(0);
        double late = victim.delayNanos(0.99).orElse(0);
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(OverloadRule.share(elephant));
        evidence.add(new Evidence(
                "victim_delay_p99",
                late,
                Unit.NANOSECONDS,
                victim.windows().size(),
                "queue " + victim.queue().name() + " of the same worker waits up to " + Words.nanos(late) + " (p99)"));
        evidence.add(saturated.evidence(series));
        Level byWindows = Limits.levelOf(saturated.windows());
        return new Finding(
                Cause.ELEPHANT_QUEUE,
                Subject.queue(name),
                "queue " + name + " takes " + Words.percent(share) + " of worker "
                        + series.worker().name() + ", and others wait for it",
                Math.min(1, 0.9 * saturated.load() * share),
                evidence,
                new Confidence(byWindows, "time for each queue and delays of the others were both counted"),
                "The worker serves " + series.queues().size() + " queues in turn, and this one fills the turns.",
                CapacityRemedies.forWorker(scene, series));
    }
}
