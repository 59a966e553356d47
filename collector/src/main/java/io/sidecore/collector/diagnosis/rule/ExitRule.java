package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.diagnosis.finding.Cause;
import io.sidecore.collector.diagnosis.finding.Confidence;
import io.sidecore.collector.diagnosis.finding.Evidence;
import io.sidecore.collector.diagnosis.finding.Evidence.Unit;
import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.diagnosis.finding.Remedy;
import io.sidecore.collector.diagnosis.finding.Subject;
import io.sidecore.collector.inventory.Vcpu;
import io.sidecore.collector.signal.host.ExitRate;
import io.sidecore.collector.signal.host.GuestObservation;
import io.sidecore.collector.signal.host.GuestSeries;
import io.sidecore.collector.signal.host.Spread;
import io.sidecore.collector.signal.host.VcpuObservation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A guest loses its CPU to VM exits: one of its vCPUs leaves {@link #OFTEN_PER_SECOND} times a second or more, and is
 * outside for {@link #MUCH} of the time, halts not counted, in {@link Limits#SUSTAINED} of windows. Both, since many short
 * exits cost little, and few long ones are something else.
 */
public final class ExitRule implements Rule {

    /** An exit costs about 2000 cycles directly (SplitX): 20 000 a second are some 2 % of a CPU before anything is done. */
    private static final double OFTEN_PER_SECOND = 20_000;

    /** Share of a vCPU's time outside. */
    private static final double MUCH = 0.1;

    /** Of an exit reason's rate, so much in kicks makes kicks its cause. */
    private static final double MOSTLY_KICKS = 0.5;

    /** Reasons that a kick has: a write to a virtio notify register, by AMD's and Intel's names. */
    private static final Set<String> KICK_REASONS =
            Set.of("NPF", "EPT_MISCONFIG", "EPT_VIOLATION", "IOIO", "IO_INSTRUCTION");

    @Override
    public Ruling look(Scene scene) {
        return Ruling.ofGuests(scene, ExitRule::look);
    }

    private static Ruling look(GuestSeries series) {
        return series.guest().vcpus().stream()
                .filter(vcpu -> series.vcpu(vcpu.index(), ExitRule::rate).atLeast(OFTEN_PER_SECOND) >= Limits.SUSTAINED
                        && series.vcpu(vcpu.index(), ExitRule::outside).atLeast(MUCH) >= Limits.SUSTAINED)
                .max(Comparator.comparingDouble((Vcpu vcpu) -> series.vcpu(vcpu.index(), ExitRule::outside)
                                .median()
                                .orElse(0))
                        .thenComparing(Vcpu::index, Comparator.reverseOrder()))
                .map(vcpu -> Ruling.found(finding(series, vcpu)))
                .orElse(Ruling.NOTHING);
    }

    private static OptionalDouble rate(VcpuObservation vcpu) {
        return vcpu.exits().isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(vcpu.exits().stream()
                        .filter(exit -> !exit.isHalt())
                        .mapToDouble(ExitRate::perSecond)
                        .sum());
    }

    private static OptionalDouble outside(VcpuObservation vcpu) {
        return vcpu.exits().isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.min(
                        1,
                        vcpu.exits().stream()
                                .filter(exit -> !exit.isHalt())
                                .mapToDouble(ExitRate::outside)
                                .sum()));
    }

    private static Finding finding(GuestSeries series, Vcpu vcpu) {
        Spread outside = series.vcpu(vcpu.index(), ExitRule::outside);
        double share = outside.median().orElse(0);
        double rate = series.vcpu(vcpu.index(), ExitRule::rate).median().orElse(0);
        Optional<ExitRate> most = most(series);
        double kicks = series.spread(GuestObservation::kicksPerSecond).median().orElse(0);
        boolean byKicks = most.filter(
                        exit -> KICK_REASONS.contains(exit.reason()) && kicks >= MOSTLY_KICKS * exit.perSecond())
                .isPresent();
        String name = series.guest().name();
        String reason = most.map(exit -> Words.name(exit.reason())).orElse("not known");
        List<Evidence> evidence = evidence(series, vcpu, outside, rate);
        return new Finding(
                Cause.EXITS,
                Subject.guest(name),
                "guest " + name + " loses " + Words.percent(share) + " of vCPU " + vcpu.index() + " to "
                        + Words.count(rate) + " exits/s, most of all " + reason + (byKicks ? ": kicks" : ""),
                share,
                evidence,
                new Confidence(
                        Limits.levelOf(outside.count()),
                        "exits and the time until re-entry were counted by reason in " + outside.count() + " windows"),
                byKicks
                        ? "Most are kicks: the guest tells its I/O thread of new buffers one by one. A thread that polls "
                                + "needs no kicks, and larger batches need fewer."
                        : "This is between the guest and KVM; no I/O thread mends it.",
                remedy(series, reason, byKicks));
    }

    /** The reason that takes most time, halts not counted, in the last window that has any. */
    private static Optional<ExitRate> most(GuestSeries series) {
        return series.windows().stream()
                .map(window ->
                        window.exits().stream().filter(exit -> !exit.isHalt()).findFirst())
                .flatMap(Optional::stream)
                .reduce((first, second) -> second);
    }

    private static List<Evidence> evidence(GuestSeries series, Vcpu vcpu, Spread outside, double rate) {
        List<Evidence> evidence = new ArrayList<>();
        double share = outside.median().orElse(0);
        evidence.add(new Evidence(
                "outside_median",
                share,
                Unit.RATIO,
                outside.count(),
                "vCPU " + vcpu.index() + " is outside " + Words.percent(share)
                        + " of the time for exits, halts not counted (median window, kvm probe)"));
        evidence.add(new Evidence(
                "exits_median",
                rate,
                Unit.PER_SECOND,
                outside.count(),
                Words.count(rate) + " exits/s on that vCPU, " + Words.nanos(1e9 * share / rate) + " each"));
        List<GuestObservation> windows = series.windows();
        windows.get(windows.size() - 1).exits().stream()
                .filter(exit -> !exit.isHalt())
                .limit(3)
                .forEach(exit -> evidence.add(new Evidence(
                        "exits_" + exit.reason().toLowerCase(Locale.ROOT),
                        exit.perSecond(),
                        Unit.PER_SECOND,
                        1,
                        "all vCPUs, last window: " + Words.name(exit.reason()) + " " + Words.count(exit.perSecond())
                                + "/s, outside for " + Words.percent(exit.outside()) + " of a CPU")));
        series.spread(GuestObservation::kicksPerSecond)
                .median()
                .ifPresent(kicks -> evidence.add(new Evidence(
                        "kicks_median",
                        kicks,
                        Unit.PER_SECOND,
                        windows.size(),
                        Words.count(kicks) + " kicks/s (ioeventfd)")));
        return evidence;
    }

    private static Remedy remedy(GuestSeries series, String reason, boolean byKicks) {
        int pid = series.guest().pid();
        if (byKicks) {
            return new Remedy(
                    "tr '\\0' '\\n' < /proc/" + pid + "/cmdline | grep -n -e '^tap,' -e '^vhost-user'",
                    "shows the device; with poll-us=50 on its netdev, from the next start on, the worker looks for 50 us "
                            + "before it asks for kicks",
                    Optional.empty(),
                    "Changes nothing. In the guest, larger batches help at once: ethtool -C eth0 tx-usecs 50 (undo: 0).");
        }
        return new Remedy(
                "timeout 10 perf kvm --host stat live -p " + pid,
                "shows exits by reason and time as they come; " + hint(reason),
                Optional.empty(),
                "Changes nothing.");
    }

    private static String hint(String reason) {
        if (reason.startsWith("MSR")) {
            return "writes to MSRs are timers and interrupts between vCPUs: fewer timers, or x2apic and posted "
                    + "interrupts, help";
        }
        if (reason.equals("INTR") || reason.equals("EXTERNAL_INTERRUPT")) {
            return "the host's own interrupts end up on the vCPU's CPU: move them away";
        }
        if (reason.startsWith("PAUSE")) {
            return "the guest spins on locks whose holder does not run: it has fewer CPUs than it believes";
        }
        return "the guest's configuration decides how many there are";
    }
}
