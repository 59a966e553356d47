package io.sidecore.tuner.report;

import io.sidecore.tuner.trial.compare.Findings;
import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.Unmeasured;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A trial for a terminal: a table, what it means, how the arms differ, where the queues ended up, and what is missing. */
public final class TextReport {

    /** What fits 80 columns: of {@link Row#HEADINGS}, those without bit/s and requests/s. */
    private static final List<Integer> COLUMNS = List.of(0, 1, 4, 5, 6, 7, 8, 9, 10);

    private static final List<String> HEADINGS =
            List.of("arm", "pkts/s", "p50", "p99", "p99.9", "CPU", "kicks/pkt", "calls/pkt", "kept");

    private TextReport() {}

    /** The report. Ends with a line end. */
    public static String of(Findings findings) {
        List<ArmResult> arms = findings.trial().arms();
        List<String> lines = new ArrayList<>(table(arms));
        lines.add("CPU: cores that the workers used. kept: changes kept of those tried.");
        lines.add("");
        findings.conclusion().forEach(sentence -> lines.add("* " + clean(sentence)));
        if (!findings.differences().isEmpty()) {
            section(lines, "Differences", ComparisonTable.of(findings.differences()));
        }
        section(lines, "Placement at the end", placements(arms));
        section(lines, "Problems", problems(arms));
        section(lines, "Not measured", notMeasured(arms));
        return String.join("\n", lines) + "\n";
    }

    /** The table: the first column to the left, numbers to the right. */
    static List<String> table(List<ArmResult> arms) {
        List<List<String>> rows = new ArrayList<>(List.of(HEADINGS));
        for (ArmResult arm : arms) {
            List<String> row = Row.of(arm);
            rows.add(COLUMNS.stream().map(column -> clean(row.get(column))).toList());
        }
        return Aligned.numbers(rows);
    }

    private static void section(List<String> lines, String title, List<String> entries) {
        if (!entries.isEmpty()) {
            lines.add("");
            lines.add(title + ":");
            entries.forEach(entry -> lines.add("  " + clean(entry)));
        }
    }

    private static List<String> placements(List<ArmResult> arms) {
        return arms.stream()
                .filter(arm -> !arm.placement().isEmpty())
                .map(arm -> arm.arm().name() + ": " + arm.placementText())
                .toList();
    }

    private static List<String> problems(List<ArmResult> arms) {
        return arms.stream()
                .flatMap(arm -> arm.problems().stream().map(problem -> arm.arm().name() + ": " + problem))
                .toList();
    }

    /** Each thing once, however many arms lack it. */
    static List<String> notMeasured(List<ArmResult> arms) {
        Set<Unmeasured> all = arms.stream()
                .flatMap(arm -> arm.notMeasured().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return all.stream()
                .map(missing -> missing.what() + ": " + missing.why())
                .toList();
    }

    /** What a child said may hold anything, and a terminal must not obey it; nor can each show more than ASCII. */
    static String clean(String text) {
        return text.replace('\u00b5', 'u').replaceAll("[^\\x20-\\x7e]", "?");
    }
}
