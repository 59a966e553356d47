package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.diagnosis.finding.Cause;
import io.sidecore.collector.diagnosis.finding.Confidence;
import io.sidecore.collector.diagnosis.finding.Evidence;
import io.sidecore.collector.diagnosis.finding.Evidence.Unit;
import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.diagnosis.finding.Remedy;
import io.sidecore.collector.diagnosis.finding.Subject;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.signal.host.CgroupObservation;
import io.sidecore.collector.signal.host.ThreadObservation;
import io.sidecore.collector.signal.host.WorkerSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A worker waits because its cgroup has used up its CPU limit: {@link Throttling} of its cgroup or one above, and
 * {@link Waiting} of the worker itself. A throttled cgroup whose worker does not wait is none of this. Where it is known
 * who ran meanwhile, the CPU must have been idle, or with others for less than {@link #MOSTLY_OTHERS} of the waits:
 * otherwise those others are the cause.
 */
public final class CgroupThrottleRule implements Rule {

    private static final double MOSTLY_OTHERS = 0.5;

    @Override
    public Ruling look(Scene scene) {
        return Ruling.ofWorkers(scene, series -> {
            Optional<Waiting> waiting = Waiting.of(series);
            Optional<Throttling> throttling =
                    Throttling.of(scene, series.worker().cgroup());
            return waiting.isEmpty() || throttling.isEmpty()
                    ? Ruling.NOTHING
                    : look(scene, series, waiting.get(), throttling.get());
        });
    }

    private static Ruling look(Scene scene, WorkerSeries series, Waiting waiting, Throttling throttling) {
        List<ThreadObservation> threads = series.windows().stream()
                .flatMap(window -> window.thread().stream())
                .toList();
        Charges charges = Charges.of(scene, threads, scene.guestsOf(series));
        if (charges.known() && charges.othersShare() >= MOSTLY_OTHERS * waiting.runnable()) {
            return Ruling.NOTHING;
        }
        return Ruling.found(finding(series, waiting, throttling, charges.known()));
    }

    private static Finding finding(WorkerSeries series, Waiting waiting, Throttling throttling, boolean whoKnown) {
        HostWorker worker = series.worker();
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                "throttled_periods_median",
                throttling.periods(),
                Unit.RATIO,
                throttling.windows(),
                "cgroup " + Words.name(throttling.path()) + " is stopped in " + Words.percent(throttling.periods())
                        + " of its periods (cpu.stat)"));
        throttling
                .stopped()
                .ifPresent(cpus -> evidence.add(new Evidence(
                        "throttled_median",
                        cpus,
                        Unit.CPUS,
                        throttling.windows(),
                        "stopped for " + Words.percent(cpus) + " of the time, summed over CPUs")));
        evidence.addAll(waiting.evidence());
        int windows = Math.min(waiting.windows(), throttling.windows());
        return new Finding(
                Cause.CGROUP_THROTTLE,
                Subject.worker(worker.name(), worker.tid()),
                "worker " + worker.name() + " is stopped by the CPU limit of its cgroup",
                waiting.harm(),
                evidence,
                new Confidence(
                        whoKnown
                                ? Limits.levelOf(windows)
                                : Limits.levelOf(windows).and(Confidence.Level.MEDIUM),
                        "the cgroup's own count and the worker's waits agree in " + windows + " windows"
                                + (whoKnown
                                        ? ", and hardly anybody ran instead"
                                        : "; who ran instead was not counted")),
                "The limit counts vCPUs and I/O threads together: a busy guest uses it up, and its I/O stands still "
                        + "for the rest of each period.",
                remedy(throttling.last()));
    }

    static Remedy remedy(CgroupObservation cgroup) {
        String file = Commands.quoted("/sys/fs/cgroup" + cgroup.path() + "/cpu.max");
        long period = cgroup.periodMicros().orElse(100_000);
        if (cgroup.quotaMicros().isEmpty()) {
            return new Remedy(
                    "cat " + file,
                    "shows the limit, which could not be read",
                    Optional.empty(),
                    "Changes nothing. Write 'QUOTA PERIOD' to the file to raise it.");
        }
        long quota = cgroup.quotaMicros().getAsLong();
        return new Remedy(
                "echo '" + (quota + period) + " " + period + "' > " + file,
                "one CPU more for the guest's threads together; its cpu.stat stops counting throttled periods",
                Optional.of("echo '" + quota + " " + period + "' > " + file),
                "libvirt writes the file anew at the next start: make it last with virsh schedinfo or emulator_quota.");
    }
}
