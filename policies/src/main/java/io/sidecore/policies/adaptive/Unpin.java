package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Text;
import java.util.Comparator;
import java.util.Optional;

/** Lets a worker run anywhere whose CPUs run something else as well, where no I/O core is free. */
final class Unpin implements Rule {

    @Override
    public Optional<Decision> propose(Situation here) {
        if (!here.isActive() || !here.freeIoCores().isEmpty()) {
            return Optional.empty();
        }
        CpuSet all = here.cores().all();
        return here.serving().stream()
                .filter(load -> here.isContended(load) && !load.cpus().equals(all))
                .max(Comparator.comparingDouble(here::interference))
                .map(load -> new Decision.Repin(
                        load.worker(),
                        all,
                        Reason.of(load.worker() + " waits for CPU " + load.cpus() + " "
                                + Text.percent(here.interference(load))
                                + " of the time, and no I/O core is free; it may find room on any of " + all)));
    }
}
