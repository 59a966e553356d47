package io.sidecore.tuner.cli;

import io.sidecore.tuner.control.journal.JournalEntry;
import io.sidecore.tuner.simulator.scenario.Scenario;
import io.sidecore.tuner.study.Run;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was simulated of one scenario.
 *
 * @param runs of policies, in the order asked for
 * @param refused one line for each policy that cannot be used on this host, and why
 * @param settings fixed settings, best first; empty if none was tried
 */
record Simulated(Scenario scenario, List<Run> runs, List<String> refused, List<Run> settings) {

    Simulated {
        runs = List.copyOf(runs);
        refused = List.copyOf(refused);
        settings = List.copyOf(settings);
    }

    Optional<Run> best() {
        return settings.stream().findFirst();
    }

    /** What a run was worth as a share of the best fixed setting: above 1 is better. */
    OptionalDouble ratio(Run run) {
        return best().stream()
                .mapToDouble(best -> Math.exp(run.utility() - best.utility()))
                .findFirst();
    }

    /** Changes that stayed. */
    static long kept(Run run) {
        return results(run, true);
    }

    /** Changes that did not. */
    static long undone(Run run) {
        return results(run, false);
    }

    /** Changes that were not made, since the veto script did not agree. */
    static long vetoed(Run run) {
        return run.journal().stream()
                .filter(JournalEntry.Vetoed.class::isInstance)
                .count();
    }

    private static long results(Run run, boolean stays) {
        return run.journal().stream()
                .filter(entry -> entry instanceof JournalEntry.Result result
                        && result.verdict().stays() == stays)
                .count();
    }
}
