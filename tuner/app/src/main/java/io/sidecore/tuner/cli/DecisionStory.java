package io.sidecore.tuner.cli;

import io.sidecore.tuner.control.journal.JournalEntry;
import io.sidecore.tuner.study.Run;
import io.sidecore.tuner.trial.DecisionWords;
import java.util.List;
import java.util.Locale;

/** What policies decided in simulations, line by line, with their reasons: for somebody who was not there. */
final class DecisionStory {

    private static final String HEADING = """
            Each line: the simulated second, what was decided, and why. A change is followed by its verdict,
            with the same number; a change that the veto script did not agree to was not made; "holds" is written when the reason to change nothing is another than before.
            """;

    private DecisionStory() {}

    static String of(List<Simulated> all) {
        StringBuilder text = new StringBuilder(HEADING);
        for (Simulated each : all) {
            for (Run run : each.runs()) {
                text.append("\n")
                        .append(each.scenario().name())
                        .append(", policy ")
                        .append(run.who())
                        .append("\n");
                run.journal().forEach(entry -> line(entry, text));
            }
        }
        return text.toString();
    }

    private static void line(JournalEntry entry, StringBuilder text) {
        if (entry instanceof JournalEntry.Started) {
            return;
        }
        text.append(String.format(Locale.ROOT, "%8.1f  ", entry.t()));
        if (entry instanceof JournalEntry.Held held) {
            text.append("holds: ").append(held.decision().reason());
        } else if (entry instanceof JournalEntry.Intent intent) {
            text.append(number(intent.id()))
                    .append(": ")
                    .append(intent.decision().match(DecisionWords.TEXT))
                    .append(", because ")
                    .append(intent.decision().reason());
        } else if (entry instanceof JournalEntry.Vetoed vetoed) {
            text.append(vetoed(vetoed));
        } else if (entry instanceof JournalEntry.Result result) {
            text.append(number(result.id()))
                    .append(result.verdict().stays() ? " kept: " : " undone: ")
                    .append(result.text());
        }
        text.append("\n");
    }

    private static String vetoed(JournalEntry.Vetoed vetoed) {
        return String.format(
                Locale.ROOT,
                "%s vetoed for %.0f s: %s: would %s, because %s",
                number(vetoed.id()),
                vetoed.holdsSeconds(),
                vetoed.reason(),
                vetoed.decision().match(DecisionWords.TEXT),
                vetoed.decision().reason());
    }

    /** An id without its beginning, which is of the time of day: the same seed tells the same story. */
    private static String number(String id) {
        return "#" + id.substring(id.lastIndexOf('-') + 1);
    }
}
