package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.diagnosis.finding.Cause;
import io.sidecore.collector.diagnosis.finding.Confidence;
import io.sidecore.collector.diagnosis.finding.Confidence.Level;
import io.sidecore.collector.diagnosis.finding.Evidence;
import io.sidecore.collector.diagnosis.finding.Evidence.Unit;
import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.diagnosis.finding.Subject;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.signal.host.Spread;
import io.sidecore.collector.signal.host.WorkerSeries;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * A worker shares its core with a busy sibling: it is on a CPU for {@link #BUSY} of the time or more, its CPU is always the
 * same, and another hardware thread of the same core is used as much, in {@link Limits#SUSTAINED} of windows. What that
 * costs cannot be seen without hardware counters, so it is never of high confidence.
 */
public final class SiblingRule implements Rule {

    private static final double BUSY = 0.5;

    /** Two busy threads of a core get some 1.2 to 1.4 times the work of one: each is slower by a third or so. */
    private static final double COST = 0.3;

    @Override
    public Ruling look(Scene scene) {
        return Ruling.ofWorkers(scene, series -> look(scene, series));
    }

    private static Ruling look(Scene scene, WorkerSeries series) {
        OptionalInt cpu = series.usualCpu();
        if (cpu.isEmpty() || series.onCpu().atLeast(BUSY) < Limits.SUSTAINED) {
            return Ruling.NOTHING;
        }
        OptionalInt sibling = scene.cpu(cpu.getAsInt()).stream()
                .flatMapToInt(one -> one.siblings().stream())
                .filter(other -> other != cpu.getAsInt())
                .filter(other -> scene.use(other).atLeast(BUSY) >= Limits.SUSTAINED)
                .findFirst();
        return sibling.isPresent()
                ? Ruling.found(finding(scene, series, cpu.getAsInt(), sibling.getAsInt()))
                : Ruling.NOTHING;
    }

    private static Finding finding(Scene scene, WorkerSeries series, int cpu, int sibling) {
        HostWorker worker = series.worker();
        Spread onCpu = series.onCpu();
        Spread use = scene.use(sibling);
        TreeSet<String> names = new TreeSet<>();
        scene.pinnedTo(sibling).forEach(member -> names.add(member.name()));
        String who = names.isEmpty() ? "others" : Words.list(List.copyOf(names));
        double harm = COST * Math.min(onCpu.median().orElse(0), use.median().orElse(0));
        return new Finding(
                Cause.SHARED_CORE,
                Subject.worker(worker.name(), worker.tid()),
                "worker " + worker.name() + " on CPU " + cpu + " shares its core with " + who + " on CPU " + sibling,
                harm,
                List.of(
                        new Evidence(
                                "on_cpu_median",
                                onCpu.median().orElse(0),
                                Unit.RATIO,
                                onCpu.count(),
                                "the worker is on CPU " + cpu + " for "
                                        + Words.percent(onCpu.median().orElse(0)) + " of the time"),
                        new Evidence(
                                "sibling_use_median",
                                use.median().orElse(0),
                                Unit.RATIO,
                                use.count(),
                                "its sibling, CPU " + sibling + ", is used "
                                        + Words.percent(use.median().orElse(0)) + " (median window, /proc/stat)")),
                new Confidence(
                        Limits.levelOf(onCpu.count()).and(names.isEmpty() ? Level.LOW : Level.MEDIUM),
                        "both are busy at once; what they cost each other was not measured"),
                "Two hardware threads of one core share its units: both are slower while both are busy.",
                PinRemedies.apart(
                        scene, series, Optional.empty(), "a core of its own: more work for each second on it"));
    }
}
