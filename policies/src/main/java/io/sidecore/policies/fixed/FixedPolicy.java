package io.sidecore.policies.fixed;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Cores;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.Reason;
import io.sidecore.policies.document.Parameters.Fixed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A design that is set once: so many guests to a worker, its mode, its pin. Looks at the placement only, never at loads,
 * and takes one step at a time towards the placement that it wants, also after guests came or went.
 */
public final class FixedPolicy implements Policy {

    private final String name;
    private final Fixed parameters;
    private final Grouping grouping;

    /** @param name what reasons call the policy */
    public FixedPolicy(String name, Fixed parameters, Cores cores) {
        this.name = name;
        this.parameters = parameters;
        this.grouping = new Grouping(parameters, cores);
    }

    @Override
    public Decision decide(Observation now, Placement current) {
        if (current.queues().isEmpty()) {
            return new Decision.Hold(Reason.of(name + ": there are no guests"));
        }
        List<Group> groups = grouping.arrange(current);
        for (Group group : groups) {
            Optional<Decision> step = step(group, current);
            if (step.isPresent()) {
                return step.get();
            }
        }
        return retireRest(groups, current).orElseGet(() -> asWanted(groups));
    }

    /** Setting comes before moving, so that queues arrive at a worker that is as it shall be. */
    private Optional<Decision> step(Group group, Placement current) {
        if (group.worker().isEmpty()) {
            return Optional.of(new Decision.AddWorker(
                    group.setting().cpus(),
                    group.setting().mode(),
                    group.queues(),
                    reason("no worker has room for " + list(group.guests()) + "; adding one")));
        }
        WorkerId worker = group.worker().get();
        Placement.Setting setting = current.workers().get(worker);
        if (setting != null && !setting.cpus().equals(group.setting().cpus())) {
            return Optional.of(new Decision.Repin(
                    worker,
                    group.setting().cpus(),
                    reason(worker + " runs on CPUs " + setting.cpus() + " and shall run on "
                            + group.setting().cpus())));
        }
        if (setting != null && !setting.mode().equals(group.setting().mode())) {
            return Optional.of(new Decision.Poll(
                    worker,
                    group.setting().mode(),
                    reason(worker + " is set to " + setting.mode() + " and shall be set to "
                            + group.setting().mode())));
        }
        return attachStrays(group, worker, current);
    }

    private Optional<Decision> attachStrays(Group group, WorkerId worker, Placement current) {
        List<QueueId> strays = group.queues().stream()
                .filter(queue -> !worker.equals(current.queues().get(queue)))
                .toList();
        if (strays.isEmpty()) {
            return Optional.empty();
        }
        List<String> guests = strays.stream().map(QueueId::device).distinct().toList();
        return Optional.of(
                new Decision.Attach(strays, worker, reason(worker + " has room; moving " + list(guests) + " to it")));
    }

    private Optional<Decision> retireRest(List<Group> groups, Placement current) {
        List<WorkerId> rest = new ArrayList<>(current.workers().keySet());
        groups.forEach(group -> group.worker().ifPresent(rest::remove));
        if (rest.isEmpty() || groups.isEmpty()) {
            return Optional.empty();
        }
        return groups.get(0)
                .worker()
                .map(heir -> new Decision.RetireWorker(rest, heir, reason("no guests are left on " + list(rest))));
    }

    private Decision asWanted(List<Group> groups) {
        int guests = groups.stream().mapToInt(group -> group.guests().size()).sum();
        return new Decision.Hold(reason(
                "placement is as the policy wants: " + count(guests, "guest") + " on " + count(groups.size(), "worker")
                        + ", at most " + grouping.capacity(guests) + " each, set to " + parameters.mode()));
    }

    private Reason reason(String text) {
        return Reason.of(name + ": " + text);
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String list(List<?> names) {
        int shown = 4;
        String text = String.join(
                ", ", names.stream().limit(shown).map(Object::toString).toList());
        return names.size() <= shown ? text : text + " and " + (names.size() - shown) + " more";
    }
}
