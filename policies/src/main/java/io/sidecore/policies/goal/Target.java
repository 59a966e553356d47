package io.sidecore.policies.goal;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A placement as a policy wants it, and the next step towards it. Each step is found from the placement as it is, so that
 * one that failed is asked for again, and guests that went are not waited for.
 *
 * @param groups every worker that shall be, in the order in which they are seen to; others are retired at the end
 */
public record Target(List<Group> groups) {

    public Target {
        groups = List.copyOf(groups);
    }

    /** Has the workers that are there do what is wanted, such that little is moved. */
    public static Target of(List<Wanted> wanted, Placement current) {
        return new Target(new Claiming(wanted, current).groups());
    }

    /**
     * The next step, or nothing if all is as wanted.
     *
     * @param why what the reason begins with
     */
    public Optional<Decision> firstStep(String why, Placement current) {
        for (Group group : groups) {
            Optional<Decision> step = step(group, why, current);
            if (step.isPresent()) {
                return step;
            }
        }
        return retireRest(why, current);
    }

    /** Setting comes before moving, so that queues arrive at a worker that is as it shall be. */
    private static Optional<Decision> step(Group group, String why, Placement current) {
        if (group.worker().isEmpty()) {
            String what = group.queues().isEmpty()
                    ? "no worker runs on CPUs " + group.setting().cpus() + " yet; adding one"
                    : "no worker has room for " + names(group.queues(), current) + "; adding one";
            return Optional.of(new Decision.AddWorker(
                    group.setting().cpus(), group.setting().mode(), group.queues(), reason(why, what)));
        }
        WorkerId worker = group.worker().get();
        Placement.Setting setting = current.workers().get(worker);
        if (setting != null && !setting.cpus().equals(group.setting().cpus())) {
            return Optional.of(new Decision.Repin(
                    worker,
                    group.setting().cpus(),
                    reason(
                            why,
                            worker + " runs on CPUs " + setting.cpus() + " and shall run on "
                                    + group.setting().cpus())));
        }
        if (setting != null && !setting.mode().equals(group.setting().mode())) {
            return Optional.of(new Decision.Poll(
                    worker,
                    group.setting().mode(),
                    reason(
                            why,
                            worker + " is set to " + setting.mode() + " and shall be set to "
                                    + group.setting().mode())));
        }
        return attachStrays(group.queues(), worker, why, current);
    }

    private static Optional<Decision> attachStrays(
            List<QueueId> queues, WorkerId worker, String why, Placement current) {
        List<QueueId> strays = queues.stream()
                .filter(queue -> current.queues().containsKey(queue))
                .filter(queue -> !worker.equals(current.queues().get(queue)))
                .toList();
        if (strays.isEmpty()) {
            return Optional.empty();
        }
        String what = worker + " has room; moving " + names(strays, current) + " to it";
        return Optional.of(new Decision.Attach(strays, worker, reason(why, what)));
    }

    private Optional<Decision> retireRest(String why, Placement current) {
        List<WorkerId> rest = new ArrayList<>(current.workers().keySet());
        groups.forEach(group -> group.worker().ifPresent(rest::remove));
        if (rest.isEmpty() || groups.isEmpty()) {
            return Optional.empty();
        }
        return groups.get(0)
                .worker()
                .map(heir ->
                        new Decision.RetireWorker(rest, heir, reason(why, "no guests are left on " + Text.list(rest))));
    }

    /** A guest by its name if all its queues are among these, else each queue. */
    private static String names(List<QueueId> queues, Placement current) {
        Map<String, Long> here = count(queues);
        Map<String, Long> all = count(current.queues().keySet());
        return Text.list(queues.stream()
                .map(queue -> Objects.equals(here.get(queue.device()), all.get(queue.device()))
                        ? queue.device()
                        : queue.toString())
                .distinct()
                .toList());
    }

    private static Map<String, Long> count(Collection<QueueId> queues) {
        return queues.stream().collect(Collectors.groupingBy(QueueId::device, Collectors.counting()));
    }

    private static Reason reason(String why, String what) {
        return Reason.of(why + ": " + what);
    }
}
