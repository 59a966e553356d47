package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Text;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Retires workers that serve nobody, while others do. */
final class RetireEmpty implements Rule {

    @Override
    public Optional<Decision> propose(Situation here) {
        Set<WorkerId> busy = new HashSet<>(here.placement().queues().values());
        List<WorkerId> empty = here.placement().workers().keySet().stream()
                .filter(worker -> !busy.contains(worker))
                .toList();
        if (empty.isEmpty() || here.serving().isEmpty()) {
            return Optional.empty();
        }
        WorkerId heir = here.serving().get(0).worker();
        return Optional.of(new Decision.RetireWorker(
                empty, heir, Reason.of("no guest is left on " + Text.list(empty) + "; retiring")));
    }
}
