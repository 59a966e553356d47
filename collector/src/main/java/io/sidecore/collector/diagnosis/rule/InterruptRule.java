package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.diagnosis.finding.Cause;
import io.sidecore.collector.diagnosis.finding.Confidence;
import io.sidecore.collector.diagnosis.finding.Confidence.Level;
import io.sidecore.collector.diagnosis.finding.Evidence;
import io.sidecore.collector.diagnosis.finding.Evidence.Unit;
import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.diagnosis.finding.Remedy;
import io.sidecore.collector.diagnosis.finding.Subject;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.NicQueue;
import io.sidecore.collector.signal.host.Activity;
import io.sidecore.collector.signal.host.CpuObservation;
import io.sidecore.collector.signal.host.Spread;
import io.sidecore.collector.signal.host.WorkerSeries;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Interrupts run on top of a worker: softirqs take {@link #MUCH} of its time, in {@link Limits#SUSTAINED} of windows. If a
 * network card delivers interrupts to the CPU that it runs on, those are the cause, and {@link #MUCH_WITH_NIC} is enough.
 * Where nobody counts softirqs of single threads, its CPU's share of interrupts will do, with less confidence.
 */
public final class InterruptRule implements Rule {

    /** A vhost worker's own frames go through bridge and tap in softirqs on top of it: some is normal. */
    private static final double MUCH = 0.2;

    /** With a card's interrupts on its CPU, a tenth of its time is worth a change. */
    private static final double MUCH_WITH_NIC = 0.1;

    /** An interrupt that may go to more CPUs than this is not on the worker's CPU by design. */
    private static final int FEW_CPUS = 2;

    @Override
    public Ruling look(Scene scene) {
        return Ruling.ofWorkers(scene, series -> look(scene, series));
    }

    private static Ruling look(Scene scene, WorkerSeries series) {
        OptionalInt cpu = series.usualCpu();
        List<NicQueue> nics = cpu.isEmpty() ? List.of() : nicsOn(scene, cpu.getAsInt());
        Spread stolen = series.share(Activity.SOFTIRQ);
        boolean counted = stolen.count() > 0;
        if (!counted && cpu.isPresent() && series.onCpu().median().orElse(0) >= MUCH) {
            stolen = scene.windows().cpu(cpu.getAsInt(), CpuObservation::interrupts);
        }
        double limit = nics.isEmpty() ? MUCH : MUCH_WITH_NIC;
        return stolen.atLeast(limit) < Limits.SUSTAINED || (!counted && nics.isEmpty())
                ? Ruling.NOTHING
                : Ruling.found(finding(scene, series, nics, stolen, counted));
    }

    private static List<NicQueue> nicsOn(Scene scene, int cpu) {
        return scene.windows().inventory().nicQueues().stream()
                .filter(nic -> nic.cpus().contains(cpu) && nic.cpus().count() <= FEW_CPUS)
                .toList();
    }

    private static Finding finding(
            Scene scene, WorkerSeries series, List<NicQueue> nics, Spread stolen, boolean counted) {
        HostWorker worker = series.worker();
        double share = stolen.median().orElse(0);
        String names = Words.list(nics.stream()
                .map(nic -> Words.name(nic.nic()))
                .distinct()
                .sorted()
                .limit(4)
                .toList());
        String by = nics.isEmpty() ? "" : " by interrupts of " + names + " on its CPU";
        return new Finding(
                nics.isEmpty() ? Cause.SOFTIRQ : Cause.NIC_IRQ,
                Subject.worker(worker.name(), worker.tid()),
                "worker " + worker.name() + " loses " + Words.percent(share) + " of the time" + by,
                share,
                List.of(evidence(share, stolen.count(), counted)),
                new Confidence(
                        counted
                                ? Limits.levelOf(stolen.count()).and(nics.isEmpty() ? Level.MEDIUM : Level.HIGH)
                                : Level.LOW,
                        counted
                                ? "softirqs on top of the worker were counted"
                                        + (nics.isEmpty() ? "; whose packets they served was not" : "")
                                : "only the CPU's interrupts were counted, not those on top of the worker"),
                nics.isEmpty()
                        ? "Softirqs run on whatever thread is on the CPU. They may serve the worker's own frames on "
                                + "their way through bridge and tap, or anybody's."
                        : "The card's interrupts, and the packets that they announce, are handled on top of the worker.",
                nics.isEmpty() ? look() : moveIrqs(scene, series, nics, share));
    }

    private static Evidence evidence(double share, int windows, boolean counted) {
        return new Evidence(
                counted ? "softirq_median" : "cpu_interrupts_median",
                share,
                Unit.RATIO,
                windows,
                counted
                        ? "softirqs take " + Words.percent(share)
                                + " of the time on top of it (median window, sched probe)"
                        : "interrupts take " + Words.percent(share) + " of its CPU (median window, /proc/stat)");
    }

    private static Remedy look() {
        return new Remedy(
                "grep -E 'CPU|NET_|BLOCK|TIMER' /proc/softirqs; sleep 1; grep -E 'CPU|NET_|BLOCK|TIMER' /proc/softirqs",
                "shows which softirqs grow on its CPU; receive packet steering (rps_cpus) moves NET_RX elsewhere",
                Optional.empty(),
                "Changes nothing.");
    }

    private static Remedy moveIrqs(Scene scene, WorkerSeries series, List<NicQueue> nics, double share) {
        Set<Integer> nodes = new LinkedHashSet<>();
        nics.forEach(nic -> nic.node().ifPresent(nodes::add));
        OptionalInt free = scene.freeCpu(nodes, series.usualCpu());
        if (free.isEmpty()) {
            return PinRemedies.look(series.worker());
        }
        return new Remedy(
                lines(nics, String.valueOf(free.getAsInt())),
                "up to " + Words.percent(share) + " of a CPU comes back to the worker",
                Optional.of(lines(nics, "")),
                "irqbalance, if it runs, may move them again: ban them there too.");
    }

    /** One write for each interrupt, to these CPUs, or those that it has now. */
    private static String lines(List<NicQueue> nics, String cpus) {
        return nics.stream()
                .map(nic -> "echo " + (cpus.isEmpty() ? nic.cpus() : cpus) + " > /proc/irq/" + nic.irq()
                        + "/smp_affinity_list")
                .collect(Collectors.joining("; "));
    }
}
