package io.sidecore.tuner.bench;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.guard.Shape;
import io.sidecore.policies.source.BuiltInPolicies;
import io.sidecore.tuner.control.journal.JournalEntry;
import io.sidecore.tuner.control.judge.Verdict;
import io.sidecore.tuner.simulator.Costs;
import io.sidecore.tuner.simulator.Simulation;
import io.sidecore.tuner.simulator.scenario.GuestSpec;
import io.sidecore.tuner.simulator.scenario.HostSpec;
import io.sidecore.tuner.simulator.scenario.Load;
import io.sidecore.tuner.simulator.scenario.Scenario;
import io.sidecore.tuner.study.BuiltInScenarios;
import io.sidecore.tuner.study.DrawnScenarios;
import io.sidecore.tuner.study.Run;
import io.sidecore.tuner.study.Search;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * Plays the built-in scenarios under the adaptive policy, under peers, and under every fixed setting; and measures the
 * simulator. Prints lines {@code name value unit}. Arguments are rows, or patterns of scenarios; none for all but {@code
 * drawn}, which takes scenarios that were drawn at random.
 */
public final class DecideBench {

    /** A controller is given so long at the beginning and after each change. */
    private static final double FIRST = 6;

    private static final double AFTER = 3;
    private static final long SEED = 1;
    private static final double NANOS_PER_SECOND = 1e9;

    private static final PolicyDocument ADAPTIVE = new BuiltInPolicies().get("adaptive");
    /** How many scenarios of chance are played where those are asked for. */
    private static final int DRAWN = 20;

    private static final Set<String> ROWS = Set.of("simulator", "steady", "search", "scenarios", "drawn");
    private static final List<String> PEERS = List.of("iocm", "ovs-auto-lb");

    private DecideBench() {}

    public static void main(String[] args) {
        Set<String> rows = new HashSet<>(Arrays.asList(args));
        if (rows.isEmpty() || rows.contains("simulator")) {
            simulator();
        }
        if (rows.isEmpty() || rows.contains("steady")) {
            steady();
        }
        if (rows.isEmpty() || rows.contains("search")) {
            search();
        }
        if (rows.isEmpty() || rows.contains("scenarios")) {
            scenarios(BuiltInScenarios.all());
        }
        if (rows.contains("drawn")) {
            scenarios(LongStream.rangeClosed(1, DRAWN)
                    .mapToObj(DrawnScenarios::of)
                    .toList());
        }
        args = Arrays.stream(args).filter(arg -> !ROWS.contains(arg)).toArray(String[]::new);
        for (String pattern : args) {
            Pattern wanted = Pattern.compile(pattern);
            scenarios(BuiltInScenarios.all().stream()
                    .filter(scenario -> wanted.matcher(scenario.name()).matches())
                    .toList());
        }
    }

    private static void row(String name, double value, String unit) {
        System.out.println(String.format(Locale.ROOT, "%s %.3f %s", name, value, unit));
    }

    private static Run.Terms terms(Scenario scenario, double first, double after) {
        return new Run.Terms(scenario, Costs.KERNEL, SEED, ADAPTIVE.objective(), first, after);
    }

    private static void scenarios(List<Scenario> scenarios) {
        List<Double> ratios = new ArrayList<>();
        Map<String, List<Double>> overPeers = new HashMap<>();
        List<Double> convergence = new ArrayList<>();
        List<String> unanswered = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            Run.Terms terms = terms(scenario, FIRST, AFTER);
            Run best = Search.exhaustive(terms).get(0);
            Run adaptive = Run.of(ADAPTIVE, terms);
            double ratio = Math.exp(adaptive.utility() - best.utility());
            ratios.add(ratio);
            row("adaptive." + scenario.name(), ratio, "of " + best.who());
            for (String peer : PEERS) {
                Run run = Run.of(new BuiltInPolicies().get(peer), terms);
                double over = Math.exp(adaptive.utility() - run.utility());
                overPeers.computeIfAbsent(peer, name -> new ArrayList<>()).add(over);
                row("over-" + peer + "." + scenario.name(), over, "ratio");
            }
            for (double at : changes(scenario)) {
                settled(adaptive, at, next(scenario, at))
                        .ifPresentOrElse(then -> convergence.add(then - at), () -> unanswered.add(scenario.name()));
            }
        }
        row("adaptive.scenarios", ratios.size(), "scenarios");
        row("adaptive.at-least-0.97", atLeast(ratios, 0.97), "scenarios");
        row(
                "adaptive.least",
                ratios.stream().mapToDouble(Double::doubleValue).min().orElse(1),
                "ratio");
        row("adaptive.least.limit", 0.93, "ratio");
        row("adaptive.mean", mean(ratios), "ratio");
        overPeers.forEach((peer, over) -> {
            row("over-" + peer + ".not-worse", atLeast(over, 0.995), "scenarios");
            row("over-" + peer + ".better-by-5-percent", atLeast(over, 1.05), "scenarios");
            row("over-" + peer + ".mean", mean(over), "ratio");
        });
        if (!convergence.isEmpty()) {
            convergence.sort(Double::compare);
            row("convergence.median", convergence.get(convergence.size() / 2), "s");
            row("convergence.most", convergence.get(convergence.size() - 1), "s");
            row("convergence.limit", 3, "s");
            row("convergence.no-change-kept", unanswered.size(), "changes of load in " + unanswered);
        }
    }

    private static int atLeast(List<Double> ratios, double limit) {
        return (int) ratios.stream().filter(ratio -> ratio >= limit).count();
    }

    /** When something changes, from the beginning on. */
    private static NavigableSet<Double> changes(Scenario scenario) {
        NavigableSet<Double> changes = new TreeSet<>();
        scenario.scenes().forEach(scene -> changes.add(scene.at()));
        scenario.guests().forEach(guest -> changes.add(guest.comes()));
        changes.removeIf(at -> at <= 0);
        return changes;
    }

    private static double next(Scenario scenario, double at) {
        Double next = changes(scenario).higher(at);
        return next == null ? scenario.seconds() : next;
    }

    private static double mean(List<Double> ratios) {
        return Math.exp(ratios.stream().mapToDouble(Math::log).average().orElse(0));
    }

    /** When the last change was made between two moments that was kept; empty if there was none. */
    private static OptionalDouble settled(Run run, double at, double until) {
        Map<String, Double> made = new HashMap<>();
        double last = -1;
        for (JournalEntry entry : run.journal()) {
            if (entry instanceof JournalEntry.Intent intent) {
                made.put(intent.id(), intent.t());
            } else if (entry instanceof JournalEntry.Result result && result.verdict() == Verdict.BETTER) {
                double t = made.getOrDefault(result.id(), 0.0);
                last = t > at && t < until ? t : last;
            }
        }
        return last < 0 ? OptionalDouble.empty() : OptionalDouble.of(last);
    }

    /** What a minute loses to the search, from the very beginning, against the best fixed setting. */
    private static void search() {
        for (Scenario scenario : BuiltInScenarios.all()) {
            if (Set.of("rr-7", "stream-in-4", "mixed-8-two-cores", "open-50k-4").contains(scenario.name())) {
                double best =
                        Search.exhaustive(terms(scenario, FIRST, AFTER)).get(0).utility();
                Run minute = Run.of(ADAPTIVE, terms(scenario.lasting(60), 0, 0));
                row("search-loss." + scenario.name(), 100 * (1 - Math.exp(minute.utility() - best)), "percent");
            }
        }
        row("search-loss.limit", 3, "percent");
    }

    /** An hour of a load that does not change: how often was a placement brought back that had been left? */
    private static void steady() {
        List<GuestSpec> guests = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            guests.add(GuestSpec.of("vm" + i, 1 + i, i < 2 ? Load.rr(1, 1000, 6) : Load.openIn(256, 2000, 4, 3)));
        }
        Scenario hour = new Scenario("hour", "", HostSpec.of(6, CpuSet.of(0), 40), guests, List.of(), 3600);
        Run run = Run.of(ADAPTIVE, terms(hour, FIRST, AFTER));
        Set<String> left = new HashSet<>();
        Map<String, JournalEntry.Intent> intents = new HashMap<>();
        int flaps = 0;
        int tries = 0;
        for (JournalEntry entry : run.journal()) {
            if (entry instanceof JournalEntry.Intent intent) {
                intents.put(intent.id(), intent);
                tries++;
            } else if (entry instanceof JournalEntry.Result result
                    && result.verdict().stays()) {
                JournalEntry.Intent intent = intents.get(result.id());
                if (intent != null && !(intent.decision() instanceof Decision.RetireWorker)) {
                    left.add(shape(intent.before()));
                    flaps += left.contains(shape(intent.before().after(intent.decision()))) ? 1 : 0;
                }
            }
        }
        row("steady.flaps", flaps, "in an hour");
        row("steady.flaps.limit", 0, "in an hour");
        row("steady.tries", tries, "in an hour");
    }

    private static String shape(Placement placement) {
        return Shape.of(placement).toString();
    }

    private static void simulator() {
        List<GuestSpec> guests = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            guests.add(GuestSpec.of("vm" + i, 24 + i, Load.rr(1, 2000, 4)));
        }
        Scenario many =
                new Scenario("thousand", "", HostSpec.of(1024, CpuSet.parse("0-23"), 400), guests, List.of(), 60);
        Simulation simulation = new Simulation(many, Costs.KERNEL, SEED);
        simulation.advance(0);
        long start = System.nanoTime();
        simulation.advance(Math.round(60 * NANOS_PER_SECOND));
        double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
        row("simulator.thousand-guests-minute", seconds, "s");
        row("simulator.thousand-guests-minute.limit", 60, "s");
        row("simulator.events", simulation.events() / seconds / 1e6, "million/s");
        row("simulator.events.limit", 5, "million/s");
    }
}
