package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.signal.WorkerLoad;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The boldest step: a new worker on a free I/O core takes guests of workers that run anywhere. Its first try is often
 * the right one, and saves the many small ones of merging, pinning and polling.
 */
final class Gather implements Rule {

    /** A worker this busy finds work at most looks, so that polling costs little. */
    private static final double WORTH_POLLING = 0.5;

    @Override
    public Optional<Decision> propose(Situation here) {
        List<CpuSet> free = here.freeIoCores();
        List<WorkerLoad> loose = here.serving().stream()
                .filter(load -> !here.isPinnedToIoCore(load))
                .toList();
        if (!here.isActive() || free.isEmpty() || loose.isEmpty()) {
            return Optional.empty();
        }
        int occupied = here.cores().io().count() - free.size();
        int wanted = wantedWorkers(here);
        if (occupied >= wanted) {
            return Optional.empty();
        }
        double share = here.demand(loose) / (wanted - occupied);
        List<Guest> takes = take(loose, here, occupied + 1 == wanted ? Double.POSITIVE_INFINITY : share);
        return Optional.of(gather(takes, loose, free.get(0), here));
    }

    /** As many as the load asks for, at least one, and never more than there are I/O cores. */
    private static int wantedWorkers(Situation here) {
        int needed = (int) Math.ceil(here.demand(here.serving()) / here.limits().maxLoad());
        return Math.max(1, Math.min(here.cores().io().count(), needed));
    }

    private static List<Guest> take(List<WorkerLoad> loose, Situation here, double share) {
        List<Guest> candidates = loose.stream()
                .flatMap(load -> here.guests(load.worker()).stream())
                .sorted(Guest.BUSIEST_FIRST)
                .toList();
        List<Guest> taken = new ArrayList<>();
        double load = 0;
        for (Guest guest : candidates) {
            if (taken.isEmpty() || load + guest.load() <= share) {
                taken.add(guest);
                load += guest.load();
            }
        }
        return taken;
    }

    private static Decision gather(List<Guest> takes, List<WorkerLoad> loose, CpuSet core, Situation here) {
        double load = takes.stream().mapToDouble(Guest::load).sum();
        double wakeUps = loose.stream().mapToDouble(WorkerLoad::sleepsPerSecond).sum();
        boolean poll = load >= WORTH_POLLING || wakeUps >= here.limits().minWakeUpsPerSecond();
        PollMode mode = poll ? PollMode.POLL : PollMode.SLEEP;
        List<QueueId> queues =
                takes.stream().flatMap(guest -> guest.queues().stream()).toList();
        return new Decision.AddWorker(
                core,
                mode,
                queues,
                Reason.of(Text.count(loose.size(), "worker") + " running anywhere, " + Text.rate(wakeUps)
                        + " wake-ups; one on I/O core "
                        + core + ", set to " + mode + ", can serve " + Text.count(takes.size(), "guest")
                        + " (predicted load "
                        + Text.percent(load) + ")"));
    }
}
