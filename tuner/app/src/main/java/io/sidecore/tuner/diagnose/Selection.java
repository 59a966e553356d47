package io.sidecore.tuner.diagnose;

import io.sidecore.collector.diagnosis.Diagnosis;
import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.signal.host.HostWindows;
import io.sidecore.collector.signal.host.WorkerSeries;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an operator wants to hear of. Rules see the whole host all the same: who keeps a worker from running may be nobody
 * that was asked for.
 *
 * @param workers names or thread ids; empty: any
 * @param guests names; empty: any
 */
public record Selection(Set<String> workers, Set<String> guests) {

    public Selection {
        workers = Set.copyOf(workers);
        guests = Set.copyOf(guests);
    }

    /** The part of a diagnosis that is about them. */
    public Diagnosis of(Diagnosis whole) {
        if (workers.isEmpty() && guests.isEmpty()) {
            return whole;
        }
        HostWindows windows = whole.windows().keeping(this::matches, guests::contains);
        Set<String> names = names(windows);
        return new Diagnosis(windows, about(whole.findings(), names), about(whole.notes(), names), whole.gaps());
    }

    private boolean matches(WorkerSeries worker) {
        boolean named = workers.contains(worker.worker().name())
                || workers.contains(String.valueOf(worker.worker().tid()));
        return named || guestsOf(worker).anyMatch(guests::contains);
    }

    private static Stream<String> guestsOf(WorkerSeries worker) {
        return Stream.concat(
                worker.worker().guest().stream(),
                worker.queues().stream().map(queue -> queue.queue().guest()));
    }

    /**
     * Refuses names that are nobody's.
     *
     * @throws IllegalArgumentException if there are such
     */
    public void check(HostWindows windows) {
        Set<String> known = new HashSet<>();
        windows.inventory().workers().forEach(worker -> {
            known.add(worker.name());
            known.add(String.valueOf(worker.tid()));
        });
        refuse("worker", workers, known);
        refuse(
                "guest",
                guests,
                windows.inventory().guests().stream().map(guest -> guest.name()).collect(Collectors.toSet()));
    }

    private static void refuse(String what, Set<String> wanted, Set<String> known) {
        List<String> unknown =
                wanted.stream().filter(name -> !known.contains(name)).sorted().toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("no " + what + " '" + unknown.get(0) + "' on this host; there are: "
                    + known.stream().sorted().limit(20).collect(Collectors.joining(", ")));
        }
    }

    private static Set<String> names(HostWindows windows) {
        Set<String> names = new HashSet<>();
        windows.workers().forEach(worker -> names.add(worker.worker().name()));
        windows.queues().forEach(queue -> names.add(queue.queue().name()));
        windows.guests().forEach(guest -> names.add(guest.guest().name()));
        return names;
    }

    private static List<Finding> about(List<Finding> findings, Set<String> names) {
        return findings.stream()
                .filter(finding -> names.contains(finding.subject().name()))
                .toList();
    }
}
