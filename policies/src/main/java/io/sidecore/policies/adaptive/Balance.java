package io.sidecore.policies.adaptive;

import io.sidecore.collector.signal.WorkerLoad;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Text;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Moves the guest that evens two workers best from the busiest to the idlest, if that shrinks the gap by enough. A guest
 * so large that the imbalance would only change sides stays where it is.
 */
final class Balance implements Rule {

    /** Below this nobody waits because of the load of others. */
    private static final double WORTH_RELIEVING = 0.5;

    @Override
    public Optional<Decision> propose(Situation here) {
        List<WorkerLoad> busiestFirst = here.serving().stream()
                .sorted(Comparator.comparingDouble((WorkerLoad load) -> -here.demand(load))
                        .thenComparing(WorkerLoad::worker))
                .toList();
        if (busiestFirst.size() < 2) {
            return Optional.empty();
        }
        WorkerLoad from = busiestFirst.get(0);
        WorkerLoad to = busiestFirst.get(busiestFirst.size() - 1);
        double gap = here.demand(from) - here.demand(to);
        if (here.demand(from) < WORTH_RELIEVING || gap < here.limits().minImbalance() * here.demand(from)) {
            return Optional.empty();
        }
        return here.guests(from.worker()).stream()
                .filter(guest -> gapAfter(gap, guest) <= (1 - here.limits().minImbalance()) * gap)
                .min(Comparator.comparingDouble((Guest guest) -> gapAfter(gap, guest))
                        .thenComparing(Guest.BUSIEST_FIRST))
                .map(guest -> move(guest, from, to, here));
    }

    private static double gapAfter(double gap, Guest guest) {
        return Math.abs(gap - 2 * guest.load());
    }

    private static Decision move(Guest guest, WorkerLoad from, WorkerLoad to, Situation here) {
        double load = guest.load();
        return new Decision.Attach(
                guest.queues(),
                to.worker(),
                Reason.of(from.worker() + " is at " + Text.percent(here.demand(from)) + ", " + to.worker() + " at "
                        + Text.percent(here.demand(to)) + "; moving " + guest.name() + " (" + Text.percent(load)
                        + ") evens them to " + Text.percent(here.demand(from) - load) + " and "
                        + Text.percent(here.demand(to) + load)));
    }
}
