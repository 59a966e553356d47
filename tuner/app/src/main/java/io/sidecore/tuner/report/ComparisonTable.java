package io.sidecore.tuner.report;

import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.trial.compare.Comparison;
import java.util.ArrayList;
import java.util.List;

/** Comparisons for a terminal. */
public final class ComparisonTable {

    private static final List<String> HEADINGS =
            List.of("arm", "against", "measure", "ratio", "95 % interval", "effect", "verdict");

    private ComparisonTable() {}

    /** A line for each, below their headings. */
    public static List<String> of(List<Comparison> comparisons) {
        List<List<String>> rows = new ArrayList<>(List.of(HEADINGS));
        for (Comparison comparison : comparisons) {
            rows.add(List.of(
                    TextReport.clean(comparison.arm()),
                    TextReport.clean(comparison.base()),
                    comparison.measure().text(),
                    comparison.ratioText(),
                    comparison.interval().isPresent() ? comparison.rangeText() : Figures.NONE,
                    Figures.two(comparison.superiority()),
                    TextReport.clean(comparison.verdictText())));
        }
        return Aligned.words(rows);
    }
}
