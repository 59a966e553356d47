package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.WorkerLoad;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Merges lightly loaded workers into one, as many as fit: batches grow, and wake-ups become fewer. */
final class Merge implements Rule {

    @Override
    public Optional<Decision> propose(Situation here) {
        List<WorkerLoad> lightestFirst = here.serving().stream()
                .filter(load -> !here.isSaturated(load))
                .sorted(Comparator.comparingDouble((WorkerLoad load) -> here.demand(load))
                        .thenComparing(WorkerLoad::worker, Comparator.reverseOrder()))
                .toList();
        Optional<WorkerLoad> heir = lightestFirst.stream()
                .max(Comparator.comparing(here::isPinnedToIoCore)
                        .thenComparingDouble(here::demand)
                        .thenComparing(WorkerLoad::worker, Comparator.reverseOrder()));
        if (!here.isActive() || heir.isEmpty()) {
            return Optional.empty();
        }
        return merge(lightestFirst, heir.get(), here);
    }

    private static Optional<Decision> merge(List<WorkerLoad> lightestFirst, WorkerLoad heir, Situation here) {
        List<WorkerId> retired = new ArrayList<>();
        double predicted = here.demand(heir);
        for (WorkerLoad load : lightestFirst) {
            double with = predicted + here.demand(load);
            if (!load.worker().equals(heir.worker()) && with <= here.limits().maxLoad()) {
                retired.add(load.worker());
                predicted = with;
            }
        }
        if (retired.isEmpty()) {
            return Optional.empty();
        }
        retired.sort(Comparator.naturalOrder());
        return Optional.of(new Decision.RetireWorker(
                retired,
                heir.worker(),
                Reason.of(heir.worker() + " is at " + Text.percent(here.demand(heir)) + " and can take over from "
                        + Text.list(retired) + " (predicted load " + Text.percent(predicted) + ", limit "
                        + Text.percent(here.limits().maxLoad()) + ")")));
    }
}
