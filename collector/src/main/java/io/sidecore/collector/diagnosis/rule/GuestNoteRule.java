package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.diagnosis.finding.Cause;
import io.sidecore.collector.diagnosis.finding.Confidence;
import io.sidecore.collector.diagnosis.finding.Evidence;
import io.sidecore.collector.diagnosis.finding.Evidence.Unit;
import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.diagnosis.finding.Remedy;
import io.sidecore.collector.diagnosis.finding.Subject;
import io.sidecore.collector.inventory.Vcpu;
import io.sidecore.collector.signal.host.Activity;
import io.sidecore.collector.signal.host.GuestSeries;
import io.sidecore.collector.signal.host.Spread;
import io.sidecore.collector.signal.host.VcpuObservation;
import io.sidecore.collector.signal.host.WorkerSeries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Not the I/O thread: all workers of a guest are asleep for {@link #ASLEEP} of the time or more, and none is kept from
 * running; the guest itself is either busy ({@link #BUSY} of a vCPU) or idle ({@link #IDLE} of each). Nothing is wrong with
 * the host then, so this is a note.
 */
public final class GuestNoteRule implements Rule {

    /** A worker that sleeps half of the time has room for bursts. */
    private static final double ASLEEP = 0.5;

    private static final double BUSY = 0.9;
    private static final double IDLE = 0.1;

    @Override
    public Ruling look(Scene scene) {
        return Ruling.ofGuests(scene, series -> look(scene, series));
    }

    private static Ruling look(Scene scene, GuestSeries series) {
        String name = series.guest().name();
        List<WorkerSeries> workers = scene.windows().workers().stream()
                .filter(worker -> scene.guestsOf(worker).contains(name))
                .toList();
        boolean rested = !workers.isEmpty()
                && workers.stream()
                        .allMatch(worker -> worker.share(Activity.ASLEEP).atLeast(ASLEEP) >= Limits.SUSTAINED
                                && Waiting.of(worker).isEmpty());
        Optional<Vcpu> busiest = series.guest().vcpus().stream()
                .max(Comparator.comparingDouble(
                                (Vcpu vcpu) -> run(series, vcpu).median().orElse(0))
                        .thenComparing(Vcpu::index, Comparator.reverseOrder()));
        if (!rested || busiest.isEmpty() || run(series, busiest.get()).count() == 0) {
            return Ruling.NOTHING;
        }
        Spread run = run(series, busiest.get());
        if (run.atLeast(BUSY) >= Limits.SUSTAINED) {
            return Ruling.found(note(Cause.GUEST_BOUND, series, workers, busiest.get(), run));
        }
        return run.atMost(IDLE) >= Limits.SUSTAINED
                ? Ruling.found(note(Cause.GUEST_IDLE, series, workers, busiest.get(), run))
                : Ruling.NOTHING;
    }

    private static Spread run(GuestSeries series, Vcpu vcpu) {
        return series.vcpu(vcpu.index(), GuestNoteRule::run);
    }

    private static OptionalDouble run(VcpuObservation vcpu) {
        return vcpu.thread().isPresent() ? OptionalDouble.of(vcpu.thread().get().run()) : OptionalDouble.empty();
    }

    private static Finding note(Cause cause, GuestSeries series, List<WorkerSeries> workers, Vcpu vcpu, Spread run) {
        String name = series.guest().name();
        double share = run.median().orElse(0);
        double asleep = workers.stream()
                .mapToDouble(worker -> worker.share(Activity.ASLEEP).median().orElse(0))
                .min()
                .orElse(0);
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                "vcpu_run_median",
                share,
                Unit.RATIO,
                run.count(),
                "vCPU " + vcpu.index() + " runs " + Words.percent(share) + " of the time, the most of all"));
        evidence.add(new Evidence(
                "asleep_median",
                asleep,
                Unit.RATIO,
                run.count(),
                "its I/O threads are asleep " + Words.percent(asleep) + " of the time or more"));
        boolean bound = cause == Cause.GUEST_BOUND;
        return new Finding(
                cause,
                Subject.guest(name),
                bound
                        ? "guest " + name + " is busy with itself: vCPU " + vcpu.index() + " runs "
                                + Words.percent(share) + " of the time, its I/O threads are asleep "
                                + Words.percent(asleep)
                        : "guest " + name + " is idle",
                0,
                evidence,
                new Confidence(Limits.levelOf(run.count()), "vCPU and I/O threads were measured in the same windows"),
                bound ? "If its I/O is slow, look inside the guest first." : "Its I/O threads have nothing to do.",
                new Remedy(
                        "top -H -p " + series.guest().pid(),
                        "shows the guest's threads; what runs in it, only the guest can tell",
                        Optional.empty(),
                        "Changes nothing."));
    }
}
