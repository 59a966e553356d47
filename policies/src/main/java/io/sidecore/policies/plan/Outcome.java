package io.sidecore.policies.plan;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads a plan off a board, and explains it. */
final class Outcome {

    /** Relative; sums of the same loads in any order differ by less. */
    private static final double ROUNDING = 1e-9;

    private final Board board;
    private final Units units;
    private final Bound bound;
    private final Map<QueueId, WorkerId> assignment;
    private final List<Move> moves = new ArrayList<>();
    private final int[] queues;
    private final int[] guests;
    private final double[] before;
    private boolean isServed;

    private Outcome(Board board, Bound bound) {
        this.board = board;
        this.bound = bound;
        units = board.units();
        assignment = new LinkedHashMap<>(2 * units.size());
        queues = new int[units.crew().size()];
        guests = new int[units.crew().size()];
        before = new double[units.crew().size()];
    }

    static Plan of(Board board, Bound bound) {
        Outcome outcome = new Outcome(board, bound);
        outcome.assign();
        List<Share> shares = outcome.shares();
        double busiest = shares.stream().mapToDouble(Share::load).max().orElse(0);
        List<Conflict> conflicts = new Conflicts(board).all();
        assert bound.load() <= busiest * (1 + ROUNDING) : "a bound of " + bound + " above the busiest, " + busiest;
        // Sums of loads in another order differ in the last digits.
        Bound proven = new Bound(Math.min(bound.load(), busiest), bound.why());
        return new Plan(
                outcome.assignment,
                outcome.moves,
                shares,
                busiest,
                proven,
                conflicts,
                outcome.explanation(shares, conflicts));
    }

    private void assign() {
        int queue = 0;
        int[] lastGuest = new int[guests.length];
        for (int i = 0; i < units.guests(); i++) {
            for (PlanQueue each : units.instance().guests().get(i).queues()) {
                int worker = board.place(units.unitOfQueue(queue++));
                note(each, i, worker);
                if (worker != Crew.NONE) {
                    queues[worker]++;
                    guests[worker] += lastGuest[worker] == i + 1 ? 0 : 1;
                    lastGuest[worker] = i + 1;
                    assignment.put(each.queue(), units.crew().id(worker));
                }
            }
        }
    }

    private void note(PlanQueue queue, int guest, int worker) {
        if (queue.worker().isEmpty()) {
            return;
        }
        isServed = true;
        WorkerId from = queue.worker().get();
        int now = units.crew().number(from);
        if (now != Crew.NONE) {
            before[now] += queue.load()
                    * units.cells().factor(units.cells().ofGuest(guest), now)
                    / units.crew().capacity(now);
        }
        if (worker != Crew.NONE && now != worker) {
            moves.add(new Move(queue.queue(), from, units.crew().id(worker), queue.load()));
        }
    }

    private List<Share> shares() {
        List<Share> shares = new ArrayList<>();
        for (int worker = 0; worker < queues.length; worker++) {
            shares.add(new Share(units.crew().id(worker), board.load(worker), queues[worker], guests[worker]));
        }
        return shares;
    }

    private String explanation(List<Share> shares, List<Conflict> conflicts) {
        String text = shares.isEmpty() ? "There is no worker." : placed(shares.get(board.busiest()));
        int left = conflicts.stream().mapToInt(each -> each.queues().size()).sum();
        if (left > 0) {
            text += " " + Text.count(left, "queue") + " cannot be served: " + named(conflicts) + ".";
        }
        return text;
    }

    private static String named(List<Conflict> conflicts) {
        return Text.list(conflicts.stream()
                .filter(each -> !each.queues().isEmpty())
                .map(each -> each.guest() + " (" + each.rule() + ")")
                .toList());
    }

    private String placed(Share busiest) {
        String limit = "the lower bound of " + percent(bound.load()) + ", which is " + bound.why();
        String end = busiest.worker() + " at " + percent(busiest.load());
        if (!isServed) {
            return Text.count(assignment.size(), "queue") + " on " + Text.count(queues.length, "worker")
                    + ": the busiest is " + end + ", " + above(busiest) + limit + ".";
        }
        if (moves.isEmpty()) {
            return "Nothing moves: the busiest is " + end + ", " + above(busiest) + limit + ".";
        }
        return Text.count(moves.size(), "move") + " of " + Text.count(assignment.size(), "queue")
                + " take the busiest worker from " + worst() + " to " + end + ", " + above(busiest) + limit + ".";
    }

    private String worst() {
        int worst = 0;
        for (int worker = 1; worker < before.length; worker++) {
            worst = before[worker] > before[worst] ? worker : worst;
        }
        return units.crew().id(worst) + " at " + percent(before[worst]);
    }

    private String above(Share busiest) {
        double gap = bound.load() > 0 ? busiest.load() / bound.load() - 1 : 0;
        return gap < 1e-6 ? "at " : String.format(Locale.ROOT, "%.2f%% above ", 100 * gap);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }
}
