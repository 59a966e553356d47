package io.sidecore.tuner.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecore.policies.plan.Conflict;
import io.sidecore.policies.plan.Move;
import io.sidecore.policies.plan.Plan;
import io.sidecore.policies.plan.Share;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** A plan as text for people, and as JSON for programs. */
final class PlanReport {

    private static final int LISTED = 20;

    private PlanReport() {}

    /** The explanation, then tables of workers, moves and conflicts. */
    static String text(Plan plan) {
        StringBuilder text = new StringBuilder(plan.explanation()).append("\n");
        int width = plan.shares().stream()
                .mapToInt(share -> share.worker().name().length())
                .reduce("worker".length(), Math::max);
        String row = "%-" + width + "s  %7s  %7s  %7s%n";
        text.append(String.format(Locale.ROOT, "%n" + row, "worker", "load", "queues", "guests"));
        for (Share share : plan.shares()) {
            String load = String.format(Locale.ROOT, "%.1f%%", 100 * share.load());
            text.append(String.format(Locale.ROOT, row, share.worker(), load, share.queues(), share.guests()));
        }
        moves(plan.moves(), text);
        conflicts(plan.conflicts(), text);
        return text.toString();
    }

    private static void moves(List<Move> moves, StringBuilder text) {
        if (moves.isEmpty()) {
            return;
        }
        int queue = widest(moves, move -> move.queue().toString().length());
        int from = widest(moves, move -> move.from().name().length());
        text.append("\nMoves:\n");
        for (Move move : moves.subList(0, Math.min(LISTED, moves.size()))) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %-" + queue + "s  %-" + from + "s -> %s  (%.1f%%)%n",
                    move.queue(),
                    move.from(),
                    move.to(),
                    100 * move.load()));
        }
        if (moves.size() > LISTED) {
            text.append("  and " + (moves.size() - LISTED) + " more; --json lists all\n");
        }
    }

    private static int widest(List<Move> moves, ToIntFunction<Move> width) {
        return moves.stream().limit(LISTED).mapToInt(width).max().orElse(1);
    }

    private static void conflicts(List<Conflict> conflicts, StringBuilder text) {
        if (conflicts.isEmpty()) {
            return;
        }
        text.append("\nRules that cannot be held:\n");
        for (Conflict conflict : conflicts) {
            String queues = conflict.queues().stream().map(Object::toString).collect(Collectors.joining(" "));
            text.append("  " + conflict.guest() + " (" + conflict.rule() + "): " + conflict.reason()
                    + (queues.isEmpty() ? "" : "; no worker for " + queues) + "\n");
        }
    }

    /** Everything that a plan has; loads are shares of a worker's capacity. */
    static String json(Plan plan) {
        ObjectNode document = new JsonMapper()
                .createObjectNode()
                .put("schema_version", 2) // 1 had lowerBound for lower_bound
                .put("feasible", plan.feasible())
                .put("explanation", plan.explanation())
                .put("busiest", plan.busiest());
        document.putObject("lower_bound")
                .put("load", plan.bound().load())
                .put("why", plan.bound().why());
        document.put("gap", plan.gap());
        ObjectNode assignment = document.putObject("assignment");
        plan.assignment().forEach((queue, worker) -> assignment.put(queue.toString(), worker.name()));
        ArrayNode moves = document.putArray("moves");
        for (Move move : plan.moves()) {
            moves.addObject()
                    .put("queue", move.queue().toString())
                    .put("from", move.from().name())
                    .put("to", move.to().name())
                    .put("load", move.load());
        }
        ArrayNode workers = document.putArray("workers");
        for (Share share : plan.shares()) {
            workers.addObject()
                    .put("worker", share.worker().name())
                    .put("load", share.load())
                    .put("queues", share.queues())
                    .put("guests", share.guests());
        }
        ArrayNode conflicts = document.putArray("conflicts");
        for (Conflict conflict : plan.conflicts()) {
            ObjectNode entry = conflicts
                    .addObject()
                    .put("guest", conflict.guest())
                    .put("rule", conflict.rule().toString())
                    .put("reason", conflict.reason());
            ArrayNode queues = entry.putArray("queues");
            conflict.queues().forEach(queue -> queues.add(queue.toString()));
        }
        return document.toPrettyString() + "\n";
    }
}
