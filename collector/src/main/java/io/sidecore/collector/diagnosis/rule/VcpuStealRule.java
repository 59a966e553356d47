package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.diagnosis.finding.Cause;
import io.sidecore.collector.diagnosis.finding.Confidence;
import io.sidecore.collector.diagnosis.finding.Confidence.Level;
import io.sidecore.collector.diagnosis.finding.Evidence;
import io.sidecore.collector.diagnosis.finding.Evidence.Unit;
import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.diagnosis.finding.Remedy;
import io.sidecore.collector.diagnosis.finding.Subject;
import io.sidecore.collector.inventory.Vcpu;
import io.sidecore.collector.signal.host.GuestSeries;
import io.sidecore.collector.signal.host.RunDelay;
import io.sidecore.collector.signal.host.Spread;
import io.sidecore.collector.signal.host.ThreadObservation;
import io.sidecore.collector.signal.host.VcpuObservation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The guest itself is kept from running, so it is not the I/O thread: a vCPU waits for a CPU for {@link Waiting#MUCH} of
 * the time, each wait {@link Waiting#LONG_NANOS} long on average, in {@link Limits#SUSTAINED} of windows.
 */
public final class VcpuStealRule implements Rule {

    @Override
    public Ruling look(Scene scene) {
        return Ruling.ofGuests(
                scene,
                series -> series.guest().vcpus().stream()
                        .filter(vcpu -> waits(series, vcpu))
                        .max(Comparator.comparingDouble((Vcpu vcpu) -> runnable(series, vcpu))
                                .thenComparing(Vcpu::index, Comparator.reverseOrder()))
                        .map(vcpu -> Ruling.found(finding(scene, series, vcpu)))
                        .orElse(Ruling.NOTHING));
    }

    private static boolean waits(GuestSeries series, Vcpu vcpu) {
        boolean often = series.vcpu(vcpu.index(), VcpuStealRule::runnable).atLeast(Waiting.MUCH) >= Limits.SUSTAINED;
        double mean =
                series.vcpu(vcpu.index(), VcpuStealRule::meanNanos).median().orElse(0);
        return often && mean >= Waiting.LONG_NANOS;
    }

    private static double runnable(GuestSeries series, Vcpu vcpu) {
        return series.vcpu(vcpu.index(), VcpuStealRule::runnable).median().orElse(0);
    }

    private static OptionalDouble runnable(VcpuObservation vcpu) {
        return vcpu.thread().isPresent() ? OptionalDouble.of(vcpu.thread().get().runnable()) : OptionalDouble.empty();
    }

    private static OptionalDouble meanNanos(VcpuObservation vcpu) {
        return vcpu.thread()
                .flatMap(ThreadObservation::runDelay)
                .map(RunDelay::meanNanos)
                .map(OptionalDouble::of)
                .orElse(OptionalDouble.empty());
    }

    private static Finding finding(Scene scene, GuestSeries series, Vcpu vcpu) {
        String name = series.guest().name();
        Spread spread = series.vcpu(vcpu.index(), VcpuStealRule::runnable);
        double share = spread.median().orElse(0);
        Charges charges = Charges.of(scene, threads(series, vcpu), Set.of(name));
        Optional<Throttling> throttling = Throttling.of(scene, series.guest().cgroup());
        Optional<Charges.Charge> top = charges.others().stream().findFirst();
        String by = throttling.isPresent()
                ? " by the CPU limit of its cgroup"
                : top.map(charge -> ", most of all by " + charge.name()).orElse("");
        return new Finding(
                Cause.VCPU_STEAL,
                Subject.guest(name),
                "not the I/O thread: vCPU " + vcpu.index() + " of guest " + name + " is kept from running "
                        + Words.percent(share) + " of the time" + by,
                share,
                evidence(series, vcpu, spread, charges),
                new Confidence(
                        charges.known()
                                ? Limits.levelOf(spread.count())
                                : Limits.levelOf(spread.count()).and(Level.MEDIUM),
                        charges.known()
                                ? "the vCPU's waits and who ran instead were both counted"
                                : "the kernel counts the vCPU's waits; who ran instead was not counted"),
                "The guest sees it as steal. Its packets wait in the guest, before and after any I/O thread touches them.",
                remedy(scene, vcpu, throttling, share));
    }

    private static List<ThreadObservation> threads(GuestSeries series, Vcpu vcpu) {
        return series.windows().stream()
                .flatMap(window -> window.vcpus().stream())
                .filter(one -> one.vcpu().index() == vcpu.index())
                .flatMap(one -> one.thread().stream())
                .toList();
    }

    private static List<Evidence> evidence(GuestSeries series, Vcpu vcpu, Spread spread, Charges charges) {
        List<Evidence> evidence = new ArrayList<>();
        double share = spread.median().orElse(0);
        double mean =
                series.vcpu(vcpu.index(), VcpuStealRule::meanNanos).median().orElse(0);
        evidence.add(new Evidence(
                "vcpu_runnable_median",
                share,
                Unit.RATIO,
                spread.count(),
                "vCPU " + vcpu.index() + " (tid " + vcpu.tid() + ") is runnable but not running " + Words.percent(share)
                        + " of the time (median window)"));
        evidence.add(new Evidence(
                "vcpu_run_delay_mean",
                mean,
                Unit.NANOSECONDS,
                spread.count(),
                "each of its waits lasts " + Words.nanos(mean) + " on average"));
        charges.others().stream()
                .limit(3)
                .forEach(charge -> evidence.add(new Evidence(
                        "ran_instead_" + charge.tid(),
                        charge.share(),
                        Unit.RATIO,
                        spread.count(),
                        charge.name() + " ran instead: " + Words.percent(charge.share()) + " of the time")));
        return evidence;
    }

    private static Remedy remedy(Scene scene, Vcpu vcpu, Optional<Throttling> throttling, double share) {
        if (throttling.isPresent()) {
            return CgroupThrottleRule.remedy(throttling.get().last());
        }
        OptionalInt free = scene.freeCpu(
                Set.of(), vcpu.cpus().count() == 1 ? OptionalInt.of(vcpu.cpus().first()) : OptionalInt.empty());
        if (free.isEmpty()) {
            return new Remedy(
                    "ps -eLo tid,psr,cls,rtprio,ni,pcpu,comm --sort=-pcpu | head -25",
                    "shows which threads use the CPUs; none is free: the host has too many vCPUs for them",
                    Optional.empty(),
                    "Changes nothing.");
        }
        return new Remedy(
                "taskset -cp " + free.getAsInt() + " " + vcpu.tid(),
                "the vCPU gets up to " + Words.percent(share) + " of a CPU more",
                Optional.of("taskset -cp " + vcpu.cpus() + " " + vcpu.tid()),
                "");
    }
}
