package io.sidecore.collector.signal.host;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.WorkerCounts;
import io.sidecore.collector.inventory.HostWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The workers that two samples have in common. */
final class WorkerWindows {

    private final List<WorkerObservation> observations = new ArrayList<>();

    private WorkerWindows() {}

    static WorkerWindows of(
            HostSample older, HostSample newer, Threads threads, QueuePairs queues, List<String> leftOut) {
        WorkerWindows windows = new WorkerWindows();
        Lookup<String, HostWorker> before = new Lookup<>(older.inventory().workers(), HostWorker::name);
        Lookup<String, WorkerCounts> countsBefore = new Lookup<>(older.workers(), WorkerCounts::worker);
        Lookup<String, WorkerCounts> countsNow = new Lookup<>(newer.workers(), WorkerCounts::worker);
        for (HostWorker worker : newer.inventory().workers()) {
            HostWorker was = before.find(worker.name());
            if (was == null || was.tid() != worker.tid() || was.startedTicks() != worker.startedTicks()) {
                leftOut.add("worker " + worker.name());
                continue;
            }
            WorkerCounts old = countsBefore.find(worker.name());
            WorkerCounts now = countsNow.find(worker.name());
            WorkerTurns turns = queues.turns(worker.name());
            WorkerWindow window = new WorkerWindow(
                    threads.thread(worker.tid(), worker.startedTicks()),
                    turns,
                    old == null || now == null
                            ? Optional.empty()
                            : WorkerWindow.OwnCounts.between(old, now, threads.elapsedNanos()),
                    threads.elapsedNanos());
            windows.observations.add(
                    new WorkerObservation(worker, window.split(), window.thread(), window.packetsPerSecond()));
            turns.setCpuPerTurn(window.cpuPerTurn());
        }
        return windows;
    }

    List<WorkerObservation> observations() {
        return observations;
    }
}
