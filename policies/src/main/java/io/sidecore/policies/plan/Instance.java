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

    /** A plan has tables of guests by workers, some 20 bytes a pair at worst; 10 000 guests on 128 workers are 1.3 million. */
    static final int MAX_PAIRS = 1 << 24;

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
        if (queues.size() > Units.MAX_UNITS) {
            problems.add(queues.size() + " queues are too many; want at most " + Units.MAX_UNITS);
        }
        long pairs = (long) guests.size() * workers.size();
        if (pairs > MAX_PAIRS) {
            problems.add(guests.size() + " guests on " + workers.size() + " workers are too many; want at most "
                    + MAX_PAIRS + " for guests times workers");
        }
        long apartPairs = (long) rules.apart().size() * (guests.size() + workers.size());
        if (apartPairs > MAX_PAIRS) {
            problems.add(rules.apart().size() + " sets to keep apart are too many; want at most " + MAX_PAIRS
                    + " for sets times guests and workers");
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
