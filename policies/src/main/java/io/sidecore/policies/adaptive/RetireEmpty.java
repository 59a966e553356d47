package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Text;
import java.util.List;
import java.util.Optional;

/** Retires workers that serve nobody, while others do. */
final class RetireEmpty implements Rule {

    @Override
    public Optional<Decision> propose(Situation here) {
        List<WorkerId> empty = here.placement().workers().keySet().stream()
                .filter(worker -> !here.placement().queues().containsValue(worker))
                .toList();
        if (empty.isEmpty() || here.serving().isEmpty()) {
            return Optional.empty();
        }
        WorkerId heir = here.serving().get(0).worker();
        return Optional.of(new Decision.RetireWorker(
                empty, heir, Reason.of("no guest is left on " + Text.list(empty) + "; retiring")));
    }
}
