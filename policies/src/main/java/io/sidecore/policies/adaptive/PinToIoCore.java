package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Text;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Pins the busiest worker that runs anywhere to a free I/O core, away from the guests' CPUs. */
final class PinToIoCore implements Rule {

    @Override
    public Optional<Decision> propose(Situation here) {
        List<CpuSet> free = here.freeIoCores();
        if (!here.isActive() || free.isEmpty()) {
            return Optional.empty();
        }
        CpuSet core = free.get(0);
        return here.serving().stream()
                .filter(load -> !here.isPinnedToIoCore(load))
                .max(Comparator.comparingDouble(here::demand))
                .map(load -> new Decision.Repin(
                        load.worker(),
                        core,
                        Reason.of("I/O core " + core + " is free, and " + load.worker() + " (load "
                                + Text.percent(here.demand(load)) + ") waits for a CPU "
                                + Text.percent(here.interference(load)) + " of the time on " + load.cpus())));
    }
}
