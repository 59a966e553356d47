package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.diagnosis.finding.Cause;
import io.sidecore.collector.diagnosis.finding.Confidence;
import io.sidecore.collector.diagnosis.finding.Confidence.Level;
import io.sidecore.collector.diagnosis.finding.Evidence;
import io.sidecore.collector.diagnosis.finding.Evidence.Unit;
import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.diagnosis.finding.Subject;
import io.sidecore.collector.inventory.HostCpu;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.NicQueue;
import io.sidecore.collector.signal.host.WorkerSeries;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A worker runs on another NUMA node than the memory of its guests, or than the host's only network card: it may run on
 * no CPU of that node, or never did while it was watched. The placement is certain; what it costs is not measured here, so
 * it is never of high confidence.
 */
public final class WrongNodeRule implements Rule {

    /** A worker that does less than this does not touch enough memory to mind. */
    private static final double IN_USE = 0.1;

    /** Loads from another node take 1.5 to 2 times as long on two-socket machines; copying is about half of the work. */
    private static final double COST = 0.3;

    @Override
    public Ruling look(Scene scene) {
        return scene.isNuma() ? Ruling.ofWorkers(scene, series -> look(scene, series)) : Ruling.NOTHING;
    }

    private static Ruling look(Scene scene, WorkerSeries series) {
        Set<Integer> runsOn = nodes(scene, series);
        double use = series.onCpu().median().orElse(0);
        if (runsOn.isEmpty() || use < IN_USE) {
            return Ruling.NOTHING;
        }
        Set<Integer> memory = scene.memoryNodes(series);
        if (!memory.isEmpty() && runsOn.stream().noneMatch(memory::contains)) {
            return Ruling.found(finding(scene, series, runsOn, memory, true));
        }
        Set<Integer> cards = cardNodes(scene);
        boolean farFromCard = cards.size() == 1 && runsOn.stream().noneMatch(cards::contains);
        return farFromCard && (memory.isEmpty() || memory.containsAll(cards))
                ? Ruling.found(finding(scene, series, runsOn, cards, false))
                : Ruling.NOTHING;
    }

    /** Nodes that it runs on; empty if not known. */
    private static Set<Integer> nodes(Scene scene, WorkerSeries series) {
        Set<Integer> allowed = series.worker().cpus().stream()
                .boxed()
                .flatMap(cpu -> scene.cpu(cpu).stream())
                .map(HostCpu::node)
                .collect(Collectors.toCollection(TreeSet::new));
        if (allowed.size() == 1) {
            return allowed;
        }
        OptionalInt usual = series.usualCpu();
        return usual.isEmpty()
                ? Set.of()
                : scene.cpu(usual.getAsInt()).stream().map(HostCpu::node).collect(Collectors.toSet());
    }

    private static Set<Integer> cardNodes(Scene scene) {
        return scene.windows().inventory().nicQueues().stream()
                .map(NicQueue::node)
                .filter(OptionalInt::isPresent)
                .map(OptionalInt::getAsInt)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Finding finding(
            Scene scene, WorkerSeries series, Set<Integer> runsOn, Set<Integer> wanted, boolean memory) {
        HostWorker worker = series.worker();
        String what = memory ? "its guest's memory" : "the network card";
        double use = series.onCpu().median().orElse(0);
        int windows = series.onCpu().count();
        return new Finding(
                Cause.WRONG_NODE,
                Subject.worker(worker.name(), worker.tid()),
                "worker " + worker.name() + " runs on NUMA node " + list(runsOn) + ", and " + what + " is on node "
                        + list(wanted),
                COST * use * (memory ? 1 : 0.5),
                List.of(
                        new Evidence(
                                "worker_node",
                                runsOn.iterator().next(),
                                Unit.COUNT,
                                windows,
                                "the worker may run on CPUs " + worker.cpus() + "; it was seen on node "
                                        + list(runsOn)),
                        new Evidence(
                                memory ? "memory_node" : "nic_node",
                                wanted.iterator().next(),
                                Unit.COUNT,
                                windows,
                                what + " is on node " + list(wanted)),
                        new Evidence(
                                "on_cpu_median",
                                use,
                                Unit.RATIO,
                                windows,
                                "it is on a CPU " + Words.percent(use) + " of the time")),
                new Confidence(
                        Limits.levelOf(windows).and(memory ? Level.MEDIUM : Level.LOW),
                        memory
                                ? "the placement is certain; what it costs was not measured"
                                : "that its packets go to this card was not measured"),
                "Each packet that it copies crosses between the nodes.",
                PinRemedies.pin(
                        worker,
                        scene.cpusOf(wanted).isEmpty() ? worker.cpus().toString() : scene.cpusOf(wanted),
                        "less time for each packet; how much, a trial must show"));
    }

    private static String list(Set<Integer> nodes) {
        return Words.list(nodes.stream().map(String::valueOf).toList());
    }
}
