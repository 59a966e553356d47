package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.signal.WorkerLoad;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Reason;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Moves a pinned worker off a CPU that runs something else as well: to a free I/O core, or else to wherever is room. */
final class LeaveContendedCore implements Rule {

    @Override
    public Optional<Decision> propose(Situation here) {
        if (!here.isActive()) {
            return Optional.empty();
        }
        return here.serving().stream()
                .filter(here::isContended)
                .filter(load -> !load.cpus().equals(here.cores().all()))
                .max(Comparator.comparingDouble(here::interference))
                .map(load -> move(load, here));
    }

    private static Decision move(WorkerLoad load, Situation here) {
        List<CpuSet> free = here.freeIoCores();
        CpuSet to = free.isEmpty() ? here.cores().all() : free.get(0);
        return new Decision.Repin(
                load.worker(),
                to,
                Reason.of(load.worker() + " waits for CPU " + load.cpus() + " " + Text.percent(here.interference(load))
                        + " of the time; moving it to " + (free.isEmpty() ? "any of " : "the free I/O core ") + to));
    }
}
