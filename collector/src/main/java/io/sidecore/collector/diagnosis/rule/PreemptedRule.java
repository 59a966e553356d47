package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.diagnosis.finding.Cause;
import io.sidecore.collector.diagnosis.finding.Confidence;
import io.sidecore.collector.diagnosis.finding.Evidence;
import io.sidecore.collector.diagnosis.finding.Evidence.Unit;
import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.diagnosis.finding.Subject;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.signal.host.ThreadObservation;
import io.sidecore.collector.signal.host.WorkerSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Something else has the CPU that a worker wants: {@link Waiting} says that it is kept from running, and the waits are
 * charged to others than the idle thread. By whom decides the cause: a thread of its own guest, another worker or vCPU
 * (a shared core), or anybody else. Where nobody counts who ran, others that are pinned to the same CPU are a suspicion,
 * and no more.
 */
public final class PreemptedRule implements Rule {

    /** Waits for a CPU that ran others must be so much of all waits; the rest was throttling, or waking an idle CPU. */
    private static final double MOSTLY_OTHERS = 0.5;

    /** Of what is charged to others, so much is to one before that one is named as the cause. */
    private static final double MOSTLY_ONE = 0.5;

    @Override
    public Ruling look(Scene scene) {
        return Ruling.ofWorkers(
                scene,
                series -> Waiting.of(series)
                        .map(waiting -> look(scene, series, waiting))
                        .orElse(Ruling.NOTHING));
    }

    private static Ruling look(Scene scene, WorkerSeries series, Waiting waiting) {
        List<ThreadObservation> threads = series.windows().stream()
                .flatMap(window -> window.thread().stream())
                .toList();
        Charges charges = Charges.of(scene, threads, scene.guestsOf(series));
        boolean throttled = Throttling.of(scene, series.worker().cgroup()).isPresent();
        if (!charges.known()) {
            return throttled ? Ruling.NOTHING : bySuspicion(scene, series, waiting);
        }
        double charged = charges.othersShare() + charges.idle();
        if (charged == 0 || charges.othersShare() < MOSTLY_OTHERS * charged) {
            return throttled ? Ruling.NOTHING : thoughIdle(series, waiting);
        }
        return Ruling.found(byOthers(scene, series, waiting, charges));
    }

    private static Ruling thoughIdle(WorkerSeries series, Waiting waiting) {
        return Ruling.cannotTell(
                "why worker " + series.worker().name() + " waits " + Words.percent(waiting.runnable())
                        + " of the time for a CPU that is idle",
                "a cgroup limit or a deep sleep state of the CPU would explain it; its cgroup's cpu.stat shows no "
                        + "throttling or could not be read");
    }

    private static Finding byOthers(Scene scene, WorkerSeries series, Waiting waiting, Charges charges) {
        Charges.Charge top = charges.others().get(0);
        boolean one = top.share() >= MOSTLY_ONE * charges.othersShare();
        List<Evidence> evidence = new ArrayList<>(waiting.evidence());
        charges.others().stream()
                .limit(3)
                .forEach(charge -> evidence.add(new Evidence(
                        "ran_instead_" + charge.tid(),
                        charge.share(),
                        Unit.RATIO,
                        waiting.windows(),
                        charge.name() + " ran instead: " + Words.percent(charge.share()) + " of the time")));
        HostWorker worker = series.worker();
        String who = one ? top.name() : "several threads, most of all " + top.name();
        Confidence.Level level = Limits.levelOf(waiting.windows());
        return new Finding(
                cause(top),
                Subject.worker(worker.name(), worker.tid()),
                "worker " + worker.name() + " is kept from running " + Words.percent(waiting.runnable())
                        + " of the time by " + who,
                waiting.harm(),
                evidence,
                new Confidence(
                        one ? level : level.and(Confidence.Level.MEDIUM),
                        "the scheduler's waits and who ran instead were both counted in " + waiting.windows()
                                + " windows" + (one ? "" : "; no single thread took most of it")),
                explanation(top, series),
                PinRemedies.apart(scene, series, Optional.of(top), effect(waiting)));
    }

    private static Cause cause(Charges.Charge top) {
        if (top.ownGuest()) {
            return Cause.PREEMPTED_BY_GUEST;
        }
        return top.thread().isPresent() ? Cause.SHARED_CORE : Cause.PREEMPTED;
    }

    private static String explanation(Charges.Charge top, WorkerSeries series) {
        String cpu = series.worker().cpus().count() == 1
                ? " The worker may run on CPU " + series.worker().cpus() + " only."
                : " The worker may run on CPUs " + series.worker().cpus() + ", and the scheduler put both on one.";
        String who = top.ownGuest()
                ? "It competes with its own guest: the more the guest computes, the later its packets."
                : top.thread().isPresent()
                        ? "Two threads of the hypervisor share one CPU."
                        : "It is not overloaded: it has work, and somebody else has its CPU.";
        return who + cpu + " While it waits, its load cannot be told: what it lacks in time looks like less demand.";
    }

    private static String effect(Waiting waiting) {
        String waits = waiting.p99Nanos().isPresent()
                ? "its waits (p99 now " + Words.nanos(waiting.p99Nanos().getAsDouble()) + ")"
                : "its waits (mean now " + Words.nanos(waiting.meanNanos()) + ")";
        return waits + " shrink to what waking up takes, and up to " + Words.percent(waiting.runnable())
                + " of a CPU more goes to its queues";
    }

    private static Ruling bySuspicion(Scene scene, WorkerSeries series, Waiting waiting) {
        HostWorker worker = series.worker();
        OptionalInt cpu = series.usualCpu();
        Set<String> pinned = cpu.isEmpty()
                ? Set.of()
                : scene.pinnedTo(cpu.getAsInt()).stream()
                        .filter(thread -> thread.tid() != worker.tid())
                        .map(Scene.Member::name)
                        .collect(Collectors.toCollection(TreeSet::new));
        boolean cgroupSeen = worker.cgroup()
                .filter(path -> Throttling.isCounted(scene, path))
                .isPresent();
        Confidence.Level most = cgroupSeen ? Confidence.Level.MEDIUM : Confidence.Level.LOW;
        String suspicion = pinned.isEmpty()
                ? "Who runs instead is not known."
                : "Pinned to the same CPU: " + Words.list(List.copyOf(pinned)) + ". Who really ran is not known.";
        Finding finding = new Finding(
                pinned.isEmpty() ? Cause.PREEMPTED : Cause.SHARED_CORE,
                Subject.worker(worker.name(), worker.tid()),
                "worker " + worker.name() + " is kept from running " + Words.percent(waiting.runnable())
                        + " of the time; by whom was not counted",
                waiting.harm(),
                waiting.evidence(),
                new Confidence(
                        most.and(Limits.levelOf(waiting.windows())),
                        "the kernel counts the waits, but nobody counts who ran instead"
                                + (cgroupSeen ? "" : ", and a cgroup limit cannot be ruled out")),
                suspicion + " It is not overloaded by what was seen: it has work, and no CPU.",
                PinRemedies.apart(scene, series, Optional.empty(), effect(waiting)));
        return Ruling.found(finding)
                .and(Ruling.cannotTell(
                        "who runs instead of worker " + worker.name(),
                        "needs the sched probe (BPF); thread times came from "
                                + waiting.source().text()));
    }
}
