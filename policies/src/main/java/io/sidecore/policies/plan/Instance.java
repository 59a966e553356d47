package io.sidecore.policies.plan;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a plan is made from. A queue whose worker is not among the workers has to be moved: that is how a worker is
 * emptied.
 *
 * @param workers who may serve; each once
 * @param guests what is served; each guest and each queue once
 */
public record Instance(List<PlanWorker> workers, List<PlanGuest> guests, Rules rules) {

    /**
     * Checks that names are unique and refer to something.
     *
     * @throws IllegalArgumentException with one line for each problem
     */
    public Instance {
        workers = List.copyOf(workers);
        guests = List.copyOf(guests);
        List<String> problems = new ArrayList<>();
        Set<WorkerId> ids = new HashSet<>();
        for (PlanWorker worker : workers) {
            if (!ids.add(worker.worker())) {
                problems.add("worker " + worker.worker() + " is there twice; want each worker once");
            }
        }
        Set<String> names = new HashSet<>();
        Set<QueueId> queues = new HashSet<>(4 * guests.size()); // with two each, it need not grow
        for (PlanGuest guest : guests) {
            if (!names.add(guest.name())) {
                problems.add("guest " + guest.name() + " is there twice; want each guest once");
            }
            for (PlanQueue queue : guest.queues()) {
                if (!queues.add(queue.queue())) {
                    problems.add("queue " + queue.queue() + " is there twice; want each queue once, with one guest");
                }
            }
        }
        for (Set<String> apart : rules.apart()) {
            for (String name : apart) {
                if (!names.contains(name)) {
                    problems.add("apart names guest " + name + ", which is not there; want names of guests");
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }
}
