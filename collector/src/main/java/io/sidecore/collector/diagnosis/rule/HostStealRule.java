package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.diagnosis.finding.Cause;
import io.sidecore.collector.diagnosis.finding.Confidence;
import io.sidecore.collector.diagnosis.finding.Evidence;
import io.sidecore.collector.diagnosis.finding.Evidence.Unit;
import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.diagnosis.finding.Remedy;
import io.sidecore.collector.diagnosis.finding.Subject;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.signal.host.CpuObservation;
import io.sidecore.collector.signal.host.Spread;
import io.sidecore.collector.signal.host.WorkerSeries;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The host is a guest itself, and a hypervisor below takes its CPU: {@link #MUCH} of the CPU that the worker runs on, in
 * {@link Limits#SUSTAINED} of windows, while the worker uses that CPU.
 */
public final class HostStealRule implements Rule {

    /** As {@link Waiting#MUCH}: a tenth of the CPU is gone. */
    private static final double MUCH = Waiting.MUCH;

    /** A worker that uses less of the CPU does not mind. */
    private static final double IN_USE = 0.1;

    @Override
    public Ruling look(Scene scene) {
        return Ruling.ofWorkers(scene, series -> {
            OptionalInt cpu = series.usualCpu();
            if (cpu.isEmpty() || series.onCpu().median().orElse(0) < IN_USE) {
                return Ruling.NOTHING;
            }
            Spread steal = scene.windows().cpu(cpu.getAsInt(), CpuObservation::steal);
            return steal.atLeast(MUCH) < Limits.SUSTAINED
                    ? Ruling.NOTHING
                    : Ruling.found(finding(series, cpu.getAsInt(), steal));
        });
    }

    private static Finding finding(WorkerSeries series, int cpu, Spread steal) {
        HostWorker worker = series.worker();
        double share = steal.median().orElse(0);
        return new Finding(
                Cause.HOST_STEAL,
                Subject.worker(worker.name(), worker.tid()),
                "the CPU of worker " + worker.name() + " is taken away " + Words.percent(share)
                        + " of the time by a hypervisor below this host",
                share,
                List.of(new Evidence(
                        "cpu_steal_median",
                        share,
                        Unit.RATIO,
                        steal.count(),
                        "steal takes " + Words.percent(share) + " of CPU " + cpu + " (median window, /proc/stat)")),
                new Confidence(
                        Limits.levelOf(steal.count()).and(Confidence.Level.MEDIUM),
                        "steal is counted for the CPU, not for the worker"),
                "This host is a guest itself. What is stolen looks like work here: other numbers are too high by it.",
                new Remedy(
                        "grep -E '^cpu' /proc/stat",
                        "shows steal for each CPU (8th number); it must be mended on the host below",
                        Optional.empty(),
                        "Changes nothing. Nothing on this host mends it."));
    }
}
