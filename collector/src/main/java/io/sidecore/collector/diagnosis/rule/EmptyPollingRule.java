package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.diagnosis.finding.Cause;
import io.sidecore.collector.diagnosis.finding.Confidence;
import io.sidecore.collector.diagnosis.finding.Evidence;
import io.sidecore.collector.diagnosis.finding.Evidence.Unit;
import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.diagnosis.finding.Remedy;
import io.sidecore.collector.diagnosis.finding.Subject;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.signal.host.Activity;
import io.sidecore.collector.signal.host.Spread;
import io.sidecore.collector.signal.host.WorkerSeries;
import java.util.List;
import java.util.Optional;

/**
 * A worker burns a CPU on looking at empty queues: {@link #MUCH} of the time for nothing, and work for hardly
 * {@link #LITTLE_WORK}, in {@link #SUSTAINED} of windows. It harms no packet; it costs a CPU.
 */
public final class EmptyPollingRule implements Rule {

    /** Half a CPU for nothing. */
    private static final double MUCH = 0.5;

    /** ELVIS ends polling after 3 s without work; with a tenth of work, sleeping in between would cost few wake-ups. */
    private static final double LITTLE_WORK = 0.1;

    private static final double SUSTAINED = 0.8;

    /** Cost, not delay: it ranks below what makes packets late. */
    private static final double WEIGHT = 0.2;

    @Override
    public Ruling look(Scene scene) {
        return Ruling.ofWorkers(scene, EmptyPollingRule::look);
    }

    private static Ruling look(WorkerSeries series) {
        Spread empty = series.share(Activity.EMPTY_POLLS);
        Spread work = series.share(Activity.WORK);
        boolean idle = empty.atLeast(MUCH) >= SUSTAINED && work.atMost(LITTLE_WORK) >= SUSTAINED;
        return idle ? Ruling.found(finding(series, empty, work)) : Ruling.NOTHING;
    }

    private static Finding finding(WorkerSeries series, Spread empty, Spread work) {
        HostWorker worker = series.worker();
        double polls = empty.median().orElse(0);
        double found = work.median().orElse(0);
        return new Finding(
                Cause.EMPTY_POLLING,
                Subject.worker(worker.name(), worker.tid()),
                "worker " + worker.name() + " spends " + Words.percent(polls)
                        + " of a CPU on polling that finds nothing",
                WEIGHT * polls,
                List.of(
                        new Evidence(
                                "empty_polls_median",
                                polls,
                                Unit.RATIO,
                                empty.count(),
                                "empty polls take " + Words.percent(polls) + " of the time (median window, "
                                        + series.workSource()
                                                .map(source -> source.text())
                                                .orElse("not known")
                                        + ")"),
                        new Evidence(
                                "work_median",
                                found,
                                Unit.RATIO,
                                work.count(),
                                "work takes " + Words.percent(found) + " of it")),
                new Confidence(
                        Limits.levelOf(empty.count()),
                        "polls that found nothing were counted in " + empty.count() + " windows"),
                "It costs a CPU, and nobody's packets are late for it. Worth it only if traffic comes back at once.",
                remedy(series));
    }

    private static Remedy remedy(WorkerSeries series) {
        HostWorker worker = series.worker();
        String effect =
                "the CPU is free while there is nothing to do; the first packet after a pause waits for a wake-up";
        return switch (worker.kind()) {
            case BACKEND ->
                new Remedy(
                        mode(worker, "spin=50us"),
                        effect,
                        Optional.of(
                                mode(worker, worker.mode().orElse(PollMode.POLL).toString())),
                        "");
            case PMD ->
                new Remedy(
                        "ovs-vsctl set Open_vSwitch . other_config:pmd-sleep-max=50",
                        effect + " of up to 50 us",
                        Optional.of("ovs-vsctl remove Open_vSwitch . other_config pmd-sleep-max"),
                        "For all PMD threads, from OVS 3.2 on (3.1 calls it pmd-maxsleep). If it is set already, note its value.");
            case IOTHREAD ->
                new Remedy(
                        iothread(worker) + " poll-max-ns 0'",
                        effect,
                        Optional.of(iothread(worker) + " poll-max-ns 32768'"),
                        "32768 is QEMU's default; the value in use was not recorded: qom-get shows it.");
            case VHOST_KTHREAD, VHOST_TASK ->
                new Remedy(
                        "tr '\\0' '\\n' < /proc/" + worker.pid() + "/cmdline | grep -n poll-us",
                        "shows the busy-poll time of the device; without poll-us it does not poll, from the next start on",
                        Optional.empty(),
                        "Changes nothing: the time is fixed when QEMU starts.");
        };
    }

    private static String mode(HostWorker worker, String mode) {
        return Commands.backend(worker, "mode " + Commands.backendName(worker) + " " + mode);
    }

    private static String iothread(HostWorker worker) {
        return "virsh qemu-monitor-command " + worker.guest().orElse("GUEST") + " --hmp 'qom-set /objects/"
                + Commands.lastPart(worker.name()).replaceAll("[^A-Za-z0-9._-]", "_");
    }
}
