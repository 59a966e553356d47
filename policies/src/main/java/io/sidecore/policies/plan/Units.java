package io.sidecore.policies.plan;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * An instance as arrays. A unit is what is placed as a whole: a queue, or all queues of a guest that must stay together.
 * Units, guests, cells and workers go by number.
 */
final class Units {

    static final int MAX_UNITS = 1 << 20;
    private static final int[] NOWHERE = {};

    private final Instance instance;
    private final Crew crew;
    private final Groups groups;
    private final Cells cells;
    private final int[][] apartOfGuest;

    private int size;
    private final double[] load;
    private final int[] guest;
    private final int[] home;
    private final int[] queues;
    private final boolean[] fixed;
    private final int[] unitOfQueue;
    private final int[] firstOfGuest;

    Units(Instance instance) {
        this.instance = instance;
        crew = new Crew(instance);
        groups = new Groups(instance);
        cells = new Cells(instance, crew, groups);
        apartOfGuest = apart(instance);
        int count = instance.guests().stream()
                .mapToInt(each -> each.queues().size())
                .sum();
        load = new double[count];
        guest = new int[count];
        home = new int[count];
        this.queues = new int[count];
        fixed = new boolean[count];
        unitOfQueue = new int[count];
        firstOfGuest = new int[instance.guests().size() + 1];
        int queue = 0;
        for (int i = 0; i < instance.guests().size(); i++) {
            firstOfGuest[i] = size;
            queue = add(i, instance.guests().get(i), queue);
        }
        firstOfGuest[instance.guests().size()] = size;
    }

    private static int[][] apart(Instance instance) {
        Map<String, int[]> sets = new HashMap<>();
        int number = 0;
        for (Set<String> set : instance.rules().apart()) {
            int[] added = {number++};
            set.forEach(name -> sets.merge(name, added, Units::joined));
        }
        return instance.guests().stream()
                .map(guest -> sets.getOrDefault(guest.name(), NOWHERE))
                .toArray(int[][]::new);
    }

    private static int[] joined(int[] some, int[] more) {
        return IntStream.concat(IntStream.of(some), IntStream.of(more)).toArray();
    }

    private int add(int number, PlanGuest added, int firstQueue) {
        int queue = firstQueue;
        int whole = added.together() ? whole(added) : Crew.NONE;
        for (PlanQueue each : added.queues()) {
            boolean stays = each.pinned() && whole == Crew.NONE;
            if (stays || !added.together()) {
                unitOfQueue[queue] = unit(number, each.load(), workerOf(each), each.pinned());
            }
            queue++;
        }
        if (added.together()) {
            addWhole(number, added, firstQueue, whole);
        }
        return queue;
    }

    /** All queues that are not units already; with none left, no unit. */
    private void addWhole(int number, PlanGuest added, int firstQueue, int pinnedTo) {
        double sum = 0;
        int left = 0;
        for (PlanQueue each : added.queues()) {
            if (!(each.pinned() && pinnedTo == Crew.NONE)) {
                sum += each.load();
                left++;
            }
        }
        if (left == 0) {
            return;
        }
        int unit = unit(number, sum, pinnedTo == Crew.NONE ? mostOf(added) : pinnedTo, pinnedTo != Crew.NONE);
        queues[unit] = left;
        for (int i = 0; i < added.queues().size(); i++) {
            if (!(added.queues().get(i).pinned() && pinnedTo == Crew.NONE)) {
                unitOfQueue[firstQueue + i] = unit;
            }
        }
    }

    /** The worker that an administrator fixed all pinned queues of a guest to; none if there are none, or several. */
    private int whole(PlanGuest guest) {
        boolean found = false;
        int whole = Crew.NONE;
        for (PlanQueue queue : guest.queues()) {
            if (queue.pinned()) {
                int worker = workerOf(queue);
                if (found && worker != whole) {
                    return Crew.NONE;
                }
                found = true;
                whole = worker;
            }
        }
        return whole;
    }

    /** The worker that serves most of a guest's load. */
    private int mostOf(PlanGuest guest) {
        int first = workerOf(guest.queues().get(0));
        if (guest.queues().stream().allMatch(queue -> workerOf(queue) == first)) {
            return first; // as nearly always: nothing has to be counted
        }
        double[] loads = new double[crew.size()];
        int most = Crew.NONE;
        for (PlanQueue queue : guest.queues()) {
            int worker = workerOf(queue);
            if (worker != Crew.NONE) {
                loads[worker] += queue.load();
                most = most == Crew.NONE || loads[worker] > loads[most] ? worker : most;
            }
        }
        return most;
    }

    private int workerOf(PlanQueue queue) {
        return queue.worker().isPresent() ? crew.number(queue.worker().get()) : Crew.NONE;
    }

    private int unit(int owner, double share, int worker, boolean pinned) {
        queues[size] = 1;
        load[size] = share;
        guest[size] = owner;
        home[size] = worker;
        fixed[size] = pinned;
        return size++;
    }

    int size() {
        return size;
    }

    Crew crew() {
        return crew;
    }

    Groups groups() {
        return groups;
    }

    Cells cells() {
        return cells;
    }

    Instance instance() {
        return instance;
    }

    Rules rules() {
        return instance.rules();
    }

    int guests() {
        return apartOfGuest.length;
    }

    int guest(int unit) {
        return guest[unit];
    }

    int cell(int unit) {
        return cells.ofGuest(guest[unit]);
    }

    int group(int unit) {
        return cells.group(cell(unit));
    }

    /** Its load at home, as a share of a worker of capacity 1. */
    double load(int unit) {
        return load[unit];
    }

    /** What it adds to the load of a worker, as a share of that worker's capacity. */
    double loadOn(int unit, int worker) {
        return load[unit] * cells.factor(cell(unit), worker) / crew.capacity(worker);
    }

    /** Who serves it now, or most of it; {@link Crew#NONE} if nobody does that is there. */
    int home(int unit) {
        return home[unit];
    }

    boolean fixed(int unit) {
        return fixed[unit];
    }

    /** How many queues it stands for. */
    int queues(int unit) {
        return queues[unit];
    }

    int unitOfQueue(int queue) {
        return unitOfQueue[queue];
    }

    int firstOfGuest(int number) {
        return firstOfGuest[number];
    }

    int[] apartOfGuest(int number) {
        return apartOfGuest[number];
    }

    /** Units by descending load, equal ones by number. */
    int[] byLoad() {
        long[] keys = new long[size];
        for (int unit = 0; unit < size; unit++) {
            // The upper bits of a double that is not negative sort as it does; 44 of them tell loads apart well enough.
            long descending = Long.MAX_VALUE - Double.doubleToRawLongBits(load[unit]);
            keys[unit] = (descending & -MAX_UNITS) | unit;
        }
        Arrays.sort(keys);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = (int) (keys[i] & (MAX_UNITS - 1));
        }
        return order;
    }
}
