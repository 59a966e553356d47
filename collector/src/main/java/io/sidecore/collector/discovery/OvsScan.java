package io.sidecore.collector.discovery;

import io.sidecore.collector.host.WorkerCounts;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.Virtqueue;
import io.sidecore.collector.ovs.OvsClient;
import io.sidecore.collector.ovs.PmdRxq;
import io.sidecore.collector.ovs.PmdStats;
import io.sidecore.collector.ovs.VhostUserPort;
import io.sidecore.collector.proc.ThreadStat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the poll-mode threads of Open vSwitch, and the virtqueues that they poll. */
final class OvsScan {

    private static final Pattern PMD = Pattern.compile("pmd-c([0-9]{1,5})/.*");

    /** A poll-mode thread that has a name. */
    private record Pmd(String worker, ThreadStat stat) {}

    /** One daemon with poll-mode threads, by the CPU of each. */
    private record Switch(OvsDaemon daemon, Map<Integer, Pmd> pmds) {}

    private final ThreadFiles threads;
    private final OvsClient client;
    private final SilentPeers silent;
    private final Resets resets = new Resets();
    private List<Switch> switches = List.of();

    OvsScan(ThreadFiles threads, OvsClient client, LongSupplier clock) {
        this.threads = threads;
        this.client = client;
        this.silent = new SilentPeers(clock);
    }

    /** Adds them to a draft. */
    void add(List<HostProcess> processes, GuestSockets guests, Draft draft) {
        List<Switch> found = new ArrayList<>();
        for (HostProcess process : processes) {
            if (OvsDaemon.isOne(process)) {
                List<ThreadStat> pmds = threads.of(process.pid()).stream()
                        .filter(thread -> PMD.matcher(thread.comm()).matches())
                        .toList();
                if (!pmds.isEmpty()) {
                    found.add(add(process, pmds, guests, draft));
                }
            }
        }
        switches = found;
    }

    /** What a daemon says. */
    private record Answers(Map<Integer, PmdStats> stats, List<PmdRxq> rxqs, Map<String, VhostUserPort> ports) {}

    private Switch add(HostProcess process, List<ThreadStat> pmds, GuestSockets guests, Draft draft) {
        OvsDaemon daemon = OvsDaemon.of(threads.files(), process);
        Answers answers = ask(daemon, draft.gaps());
        Map<Integer, Pmd> named = new HashMap<>();
        for (ThreadStat stat : pmds) {
            addWorker(process, stat, answers.stats, draft)
                    .ifPresent(worker -> named.put(core(stat), new Pmd(worker, stat)));
        }
        for (PmdRxq rxq : answers.rxqs) {
            VhostUserPort port = answers.ports.get(rxq.port());
            if (port != null && rxq.enabled()) {
                Optional<String> worker =
                        Optional.ofNullable(named.get(rxq.core())).map(Pmd::worker);
                addQueue(port, rxq, worker, guests, draft);
            }
        }
        return new Switch(daemon, named);
    }

    private Answers ask(OvsDaemon daemon, Gaps gaps) {
        HostProcess.Id peer = daemon.process().id();
        if (silent.whyNot(peer).isEmpty()) {
            try {
                Path control = daemon.control();
                return new Answers(client.stats(control), client.rxqs(control), client.ports(daemon.database()));
            } catch (IOException e) {
                silent.failed(peer, OvsDaemon.why(e));
            }
        }
        silent.whyNot(peer).ifPresent(why -> gaps.add("what Open vSwitch's threads poll", why));
        return new Answers(Map.of(), List.of(), Map.of());
    }

    private static int core(ThreadStat stat) {
        Matcher matcher = PMD.matcher(stat.comm());
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    private Optional<String> addWorker(
            HostProcess process, ThreadStat stat, Map<Integer, PmdStats> stats, Draft draft) {
        return threads.cpus(stat.tid()).map(cpus -> {
            String name = draft.takeWorkerName("ovs/pmd" + core(stat));
            draft.add(new HostWorker(
                    name,
                    HostWorker.Kind.PMD,
                    stat.tid(),
                    process.pid(),
                    stat.startedTicks(),
                    Optional.empty(),
                    cpus,
                    threads.cgroup(stat.tid()),
                    mode(Optional.ofNullable(stats.get(core(stat))))));
            return name;
        });
    }

    /** One that has slept sleeps for as long as {@code pmd-maxsleep} says, which it does not tell. */
    private static Optional<PollMode> mode(Optional<PmdStats> stats) {
        return stats.filter(it -> it.sleeps().orElse(0) == 0).map(it -> PollMode.POLL);
    }

    /** What the switch receives, the guest transmits. */
    private static void addQueue(
            VhostUserPort port, PmdRxq rxq, Optional<String> worker, GuestSockets guests, Draft draft) {
        String device = GuestNames.harmless(port.name());
        String label = "tx" + rxq.queue();
        Optional<String> guest = port.socket().flatMap(guests::guest);
        draft.add(new Virtqueue(
                draft.takeQueueName(guest.orElse("ovs") + "/" + device + "/" + label),
                guest.orElse(device),
                device,
                label,
                worker,
                port.ringSizeOfTransmit(rxq.queue()),
                OptionalLong.empty(),
                OptionalInt.empty(),
                OptionalInt.empty()));
    }

    /** What the threads of the last scan count. One that counts no cycles yet is left out, with a gap. */
    List<WorkerCounts> counts(Gaps gaps) {
        List<WorkerCounts> counts = new ArrayList<>();
        for (Switch one : switches) {
            HostProcess.Id peer = one.daemon.process().id();
            if (silent.whyNot(peer).isEmpty()) {
                try {
                    counts(one, client.stats(one.daemon.control()), counts, gaps);
                } catch (IOException e) {
                    silent.failed(peer, OvsDaemon.why(e));
                }
            }
            silent.whyNot(peer).ifPresent(why -> gaps.add("cycles of Open vSwitch's threads", why));
        }
        return counts;
    }

    private void counts(Switch one, Map<Integer, PmdStats> stats, List<WorkerCounts> into, Gaps gaps) {
        one.pmds.forEach((core, pmd) -> counts(pmd, Optional.ofNullable(stats.get(core)))
                .ifPresentOrElse(
                        into::add,
                        () -> gaps.addOf(
                                "cycles",
                                pmd.worker,
                                "Open vSwitch has not counted for long enough; look again in some seconds")));
    }

    private Optional<WorkerCounts> counts(Pmd pmd, Optional<PmdStats> stats) {
        return stats.filter(it -> it.busyCycles().isPresent() && it.idleCycles().isPresent())
                .map(it -> {
                    long busy = it.busyCycles().getAsLong();
                    long idle = it.idleCycles().getAsLong();
                    return new WorkerCounts(
                            pmd.worker,
                            resets.generation(pmd.stat, busy, idle),
                            WorkerCounts.Unit.CYCLES,
                            busy,
                            idle,
                            it.sleeps().orElse(0) == 0 ? OptionalLong.of(0) : OptionalLong.empty(),
                            it.packets());
                });
    }
}
