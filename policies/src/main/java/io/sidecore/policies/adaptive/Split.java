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
 * Adds a worker where one is saturated and serves more than one guest, and gives it about half of the load: on a free
 * I/O core if there is one, else asleep and unpinned, as long as there are more CPUs than workers.
 */
final class Split implements Rule {

    /** Added to each guest's load, so that guests without any are halved as well. */
    private static final double NEARLY_NOTHING = 1e-9;

    @Override
    public Optional<Decision> propose(Situation here) {
        if (here.freeIoCores().isEmpty()
                && here.serving().size() >= here.cores().all().count()) {
            return Optional.empty();
        }
        return here.serving().stream()
                .filter(here::isSaturated)
                .filter(load -> here.guests(load.worker()).size() > 1)
                .findFirst()
                .map(load -> split(load, here));
    }

    private static Decision split(WorkerLoad load, Situation here) {
        List<CpuSet> free = here.freeIoCores();
        boolean pinned = !free.isEmpty();
        CpuSet cpus = pinned ? free.get(0) : here.cores().all();
        List<QueueId> takes = lighterHalf(here.guests(load.worker()));
        return new Decision.AddWorker(
                cpus,
                pinned ? load.mode() : PollMode.SLEEP,
                takes,
                Reason.of(load.worker() + " is busy "
                        + Text.percent(load.saturation().busy()) + " with "
                        + here.guests(load.worker()).size() + " guests; a worker on "
                        + (pinned ? "the free I/O core " : "any of ") + cpus + " shall take "
                        + takes.stream().map(QueueId::device).distinct().count() + " of them"));
    }

    /** The busiest first, each to the half that has less: the busiest guest of all stays. */
    private static List<QueueId> lighterHalf(List<Guest> busiestFirst) {
        List<QueueId> goes = new ArrayList<>();
        double staying = 0;
        double going = 0;
        for (Guest guest : busiestFirst) {
            double load = guest.load() + NEARLY_NOTHING;
            if (staying <= going) {
                staying += load;
            } else {
                goes.addAll(guest.queues());
                going += load;
            }
        }
        return goes;
    }
}
