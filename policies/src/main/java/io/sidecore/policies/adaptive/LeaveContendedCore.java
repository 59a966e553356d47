package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Text;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Moves a pinned worker off a CPU that runs something else as well, to a free I/O core. */
final class LeaveContendedCore implements Rule {

    @Override
    public Optional<Decision> propose(Situation here) {
        List<CpuSet> free = here.freeIoCores();
        if (!here.isActive() || free.isEmpty()) {
            return Optional.empty();
        }
        return here.serving().stream()
                .filter(load -> here.isContended(load) && here.isPinnedToIoCore(load))
                .max(Comparator.comparingDouble(here::interference))
                .map(load -> new Decision.Repin(
                        load.worker(),
                        free.get(0),
                        Reason.of(load.worker() + " waits for CPU " + load.cpus() + " "
                                + Text.percent(here.interference(load)) + " of the time; I/O core " + free.get(0)
                                + " is free")));
    }
}
