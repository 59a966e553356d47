package io.sidecore.tuner.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.tuner.simulator.scenario.HostSpec;
import io.sidecore.tuner.simulator.scenario.Scenario;
import io.sidecore.tuner.study.Run;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Simulated scenarios as tables for people, and as JSON for programs. */
final class SimulationReport {

    private SimulationReport() {}

    /** The built-in ones, with their summaries. */
    static String list(List<Scenario> scenarios) {
        int width =
                scenarios.stream().mapToInt(each -> each.name().length()).max().orElse(1);
        StringBuilder text = new StringBuilder();
        for (Scenario each : scenarios) {
            text.append(String.format(Locale.ROOT, "%-" + width + "s  %s%n", each.name(), each.summary()));
        }
        return text.toString();
    }

    /** One scenario. */
    static String text(Simulated simulated) {
        boolean compared = simulated.best().isPresent();
        int width =
                simulated.runs().stream().mapToInt(run -> run.who().length()).reduce("policy".length(), Math::max);
        String start = "%-" + width + "s  %9s";
        String end = "  %13s  %5s  %6s%n";
        boolean bounded =
                simulated.runs().stream().anyMatch(run -> run.withinBounds().isPresent());
        StringBuilder text = new StringBuilder(heading(simulated.scenario()));
        text.append(String.format(Locale.ROOT, start, "policy", "utility"))
                .append(compared ? "  of best" : "")
                .append(bounded ? "  p99 met" : "")
                .append(String.format(Locale.ROOT, end, "frames/s", "kept", "undone"));
        for (Run run : simulated.runs()) {
            text.append(
                    String.format(Locale.ROOT, start, run.who(), String.format(Locale.ROOT, "%.3f", run.utility())));
            simulated.ratio(run).ifPresent(ratio -> text.append(String.format(Locale.ROOT, "  %6.1f%%", 100 * ratio)));
            if (bounded) {
                text.append(String.format(Locale.ROOT, "  %7s", share(run.withinBounds())));
            }
            String frames = String.format(Locale.ROOT, "%,d", Math.round(run.deliveredPerSecond()));
            text.append(String.format(Locale.ROOT, end, frames, Simulated.kept(run), Simulated.undone(run)));
        }
        simulated.runs().stream()
                .filter(run -> Simulated.vetoed(run) > 0)
                .forEach(run -> text.append(String.format(
                        Locale.ROOT,
                        "%s: changes that the veto script did not agree to: %d%n",
                        run.who(),
                        Simulated.vetoed(run))));
        simulated.refused().forEach(line -> text.append(line).append("\n"));
        simulated
                .best()
                .ifPresent(best -> text.append(String.format(
                        Locale.ROOT,
                        "best of %d fixed settings: %s, utility %.3f, %,d frames/s%n",
                        simulated.settings().size(),
                        best.who(),
                        best.utility(),
                        Math.round(best.deliveredPerSecond()))));
        return text.toString();
    }

    private static String share(OptionalDouble share) {
        return share.isPresent() ? Math.round(100 * share.getAsDouble()) + "%" : "-";
    }

    private static String heading(Scenario scenario) {
        HostSpec host = scenario.host();
        String summary = scenario.summary().isEmpty() ? "" : ": " + scenario.summary();
        return scenario.name()
                + summary
                + String.format(
                        Locale.ROOT,
                        " (CPUs: %d, I/O cores: %d, guests: %d, %s s)%n",
                        host.cpus(),
                        host.ioCores().count(),
                        scenario.guests().size(),
                        seconds(scenario.seconds()));
    }

    private static String seconds(double seconds) {
        return seconds == Math.rint(seconds) ? String.valueOf((long) seconds) : String.valueOf(seconds);
    }

    /** By whose objective, if there is more to it than weights. */
    static Optional<String> objective(PolicyDocument of) {
        return of.objective().inWords().map(words -> "objective of " + of.name() + ": " + words + "\n");
    }

    /** All that was simulated, by the objective of that policy. */
    static String json(long seed, PolicyDocument objectiveOf, List<Simulated> all) {
        ObjectNode document = new JsonMapper()
                .createObjectNode()
                .put("schema_version", 1)
                .put("seed", seed)
                .put("objective_of", objectiveOf.name());
        objectiveOf.objective().inWords().ifPresent(words -> document.put("objective", words));
        ArrayNode scenarios = document.putArray("scenarios");
        for (Simulated each : all) {
            ObjectNode scenario = scenarios
                    .addObject()
                    .put("scenario", each.scenario().name())
                    .put("seconds", each.scenario().seconds());
            ArrayNode runs = scenario.putArray("runs");
            for (Run run : each.runs()) {
                ObjectNode node = run(runs.addObject(), "policy", run)
                        .put("kept", Simulated.kept(run))
                        .put("undone", Simulated.undone(run))
                        .put("vetoed", Simulated.vetoed(run));
                each.ratio(run).ifPresent(ratio -> node.put("ratio_to_best", ratio));
            }
            ArrayNode refused = scenario.putArray("refused");
            each.refused().forEach(refused::add);
            each.best()
                    .ifPresent(best -> run(scenario.putObject("best"), "setting", best)
                            .put("settings_tried", each.settings().size()));
        }
        return document.toPrettyString() + "\n";
    }

    private static ObjectNode run(ObjectNode node, String who, Run run) {
        node.put(who, run.who()).put("utility", run.utility()).put("delivered_per_second", run.deliveredPerSecond());
        run.withinBounds().ifPresent(share -> node.put("p99_met_share", share));
        return node;
    }
}
