package io.sidecore.policies.plan;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.policies.plan.Conflict.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Says why queues are left without a worker, and which rules are broken by what an administrator pinned. */
final class Conflicts {

    private static final int LISTED = 3;

    private final Board board;
    private final Units units;
    private final Crew crew;
    private final Cells cells;
    private final int[] guestsOfCell;
    private final List<Conflict> found = new ArrayList<>();

    Conflicts(Board board) {
        this.board = board;
        units = board.units();
        crew = units.crew();
        cells = units.cells();
        guestsOfCell = new int[cells.size()];
        for (int guest = 0; guest < units.guests(); guest++) {
            boolean hasQueues = units.firstOfGuest(guest) < units.firstOfGuest(guest + 1);
            guestsOfCell[cells.ofGuest(guest)] += hasQueues ? 1 : 0;
        }
    }

    /** In the order of the guests. */
    List<Conflict> all() {
        int queue = 0;
        for (int guest = 0; guest < units.guests(); guest++) {
            queue = left(guest, queue);
            pinned(guest);
        }
        return found;
    }

    /** What of a guest is not placed; its queues all have the same reason, but for those that are pinned to nowhere. */
    private int left(int guest, int firstQueue) {
        List<QueueId> nowhere = new ArrayList<>();
        List<QueueId> open = new ArrayList<>();
        int queue = firstQueue;
        for (PlanQueue each : of(guest).queues()) {
            int unit = units.unitOfQueue(queue++);
            if (board.place(unit) == Crew.NONE) {
                (units.fixed(unit) ? nowhere : open).add(each.queue());
            }
        }
        if (!nowhere.isEmpty()) {
            String names = of(guest).queues().stream()
                    .filter(PlanQueue::pinned)
                    .flatMap(each -> each.worker().stream())
                    .filter(worker -> crew.number(worker) == Crew.NONE)
                    .map(Object::toString)
                    .distinct()
                    .collect(Collectors.joining(", "));
            found.add(new Conflict(
                    of(guest).name(), nowhere, Rule.PINNED, "pinned to " + names + ", which is not among the workers"));
        }
        if (!open.isEmpty()) {
            found.add(reason(guest, open));
        }
        return queue;
    }

    private PlanGuest of(int guest) {
        return units.instance().guests().get(guest);
    }

    private Conflict reason(int guest, List<QueueId> open) {
        int cell = cells.ofGuest(guest);
        int[] own = IntStream.of(cells.workers(cell))
                .filter(worker -> board.count(worker) == 0 || board.group(worker) == cells.group(cell))
                .toArray();
        if (crew.size() == 0) {
            return new Conflict(of(guest).name(), open, Rule.WORKERS, "there is no worker");
        }
        if (cells.workers(cell).length == 0) {
            return noneMayServe(guest, cell, open);
        }
        return own.length == 0 ? allServeOthers(guest, cell, open) : allRefuse(guest, own, open);
    }

    private Conflict noneMayServe(int guest, int cell, List<QueueId> open) {
        String name = of(guest).name();
        boolean near = IntStream.range(0, crew.size()).anyMatch(worker -> crew.near(worker, cells.node(cell)));
        if (!near) {
            return new Conflict(name, open, Rule.NUMA, "node " + nodeOf(cell) + ", where its memory is, has no worker");
        }
        boolean allowed = IntStream.range(0, crew.size())
                .anyMatch(worker -> units.groups().allowed(cells.group(cell), worker));
        if (allowed) {
            return new Conflict(
                    name,
                    open,
                    Rule.NUMA,
                    "no worker of node " + nodeOf(cell) + ", where its memory is, is for " + group(cell));
        }
        return new Conflict(name, open, groupRule(cell), "no worker is for " + group(cell));
    }

    private Conflict allServeOthers(int guest, int cell, List<QueueId> open) {
        int node = cells.node(cell);
        int[] same = IntStream.range(0, cells.size())
                .filter(other -> cells.node(other) == node)
                .toArray();
        int needed = IntStream.of(same)
                .map(each -> units.rules().fewestWorkers(guestsOfCell[each]))
                .sum();
        int there = cells.workers(cell).length;
        String where = node == Crew.NONE ? "" : " on node " + nodeOf(cell);
        return new Conflict(
                of(guest).name(),
                open,
                groupRule(cell),
                same.length + " groups of guests that share no worker need " + needed + " workers" + where + ", and "
                        + group(cell) + " has " + there + " to choose from, which all serve others");
    }

    private Conflict allRefuse(int guest, int[] own, List<QueueId> open) {
        long full = Arrays.stream(own).filter(worker -> board.room(worker) == 0).count();
        String others = apartFrom(guest, own);
        String text =
                full + " of the " + own.length + " workers that may serve it have " + limit() + " guests, the limit"
                        + (others.isEmpty() ? "" : "; the others serve " + others + ", from whom it must be apart");
        if (full == 0) {
            text = "each of the " + own.length + " workers that may serve it serves one from whom it must be apart: "
                    + others;
        }
        return new Conflict(
                of(guest).name(), open, full == 0 || full < own.length ? Rule.APART : Rule.GUESTS_PER_WORKER, text);
    }

    /** Some guests of the workers that share a set with a guest. */
    private String apartFrom(int guest, int[] workers) {
        if (units.apartOfGuest(guest).length == 0) {
            return "";
        }
        List<String> names = IntStream.of(workers)
                .flatMap(worker -> IntStream.range(0, board.count(worker)).map(i -> board.member(worker, i)))
                .map(units::guest)
                .filter(other -> other != guest && shareSet(guest, other))
                .mapToObj(other -> of(other).name())
                .distinct()
                .limit(LISTED + 1)
                .toList();
        return names.stream().limit(LISTED).collect(Collectors.joining(", ")) + (names.size() > LISTED ? " ..." : "");
    }

    private int limit() {
        return units.rules().guestsPerWorker().orElse(0);
    }

    private boolean shareSet(int one, int other) {
        return Arrays.stream(units.apartOfGuest(one))
                .anyMatch(set -> Arrays.stream(units.apartOfGuest(other)).anyMatch(each -> each == set));
    }

    /** What the pins of a guest do to the rules. */
    private void pinned(int guest) {
        Set<Integer> workers = new TreeSet<>();
        for (int unit = units.firstOfGuest(guest); unit < units.firstOfGuest(guest + 1); unit++) {
            if (units.fixed(unit) && board.place(unit) != Crew.NONE) {
                workers.add(board.place(unit));
            }
        }
        if (of(guest).together() && workers.size() > 1) {
            broken(guest, Rule.TOGETHER, "its queues must stay together, and are pinned to " + names(workers));
        }
        for (int worker : workers) {
            pinned(guest, worker);
        }
    }

    private void pinned(int guest, int worker) {
        int cell = cells.ofGuest(guest);
        String pinned = "pinned to " + crew.id(worker) + ", which ";
        if (units.rules().numa() == Numa.HARD && !crew.near(worker, cells.node(cell))) {
            broken(
                    guest,
                    Rule.NUMA,
                    pinned + "is on node " + crew.nodeName(crew.node(worker)) + ", while its memory is on node "
                            + nodeOf(cell));
        }
        if (!units.groups().allowed(cells.group(cell), worker)) {
            broken(guest, groupRule(cell), pinned + "is not for " + group(cell));
        } else if (board.group(worker) != cells.group(cell)) {
            broken(guest, groupRule(cell), pinned + "serves others than " + group(cell) + " as well");
        }
        if (board.countsGuests()
                && board.guests(worker) > units.rules().guestsPerWorker().orElse(Integer.MAX_VALUE)) {
            broken(
                    guest,
                    Rule.GUESTS_PER_WORKER,
                    pinned + "serves " + board.guests(worker) + " guests, where the limit is " + limit());
        }
        for (int set : units.apartOfGuest(guest)) {
            if (board.ofSet(worker, set) > 1) {
                broken(guest, Rule.APART, pinned + "serves a guest that it must be apart from");
            }
        }
    }

    private void broken(int guest, Rule rule, String reason) {
        found.add(new Conflict(of(guest).name(), List.of(), rule, reason));
    }

    private String names(Set<Integer> workers) {
        return workers.stream().map(worker -> crew.id(worker).name()).collect(Collectors.joining(", "));
    }

    private int nodeOf(int cell) {
        return crew.nodeName(cells.node(cell));
    }

    private String group(int cell) {
        return units.groups().key(cells.group(cell)).toString();
    }

    /** The rule that keeps a group apart from others. */
    private Rule groupRule(int cell) {
        boolean isolated = units.groups().key(cells.group(cell)).isolation().isPresent();
        return isolated || !units.rules().cgroupMatch() ? Rule.ISOLATION : Rule.CGROUP_MATCH;
    }
}
