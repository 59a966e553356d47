package io.sidecore.tuner.report.diagnosis;

import io.sidecore.collector.diagnosis.Diagnosis;
import io.sidecore.collector.diagnosis.finding.Evidence;
import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.inventory.Gap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A diagnosis for a terminal: at most {@value #WIDTH} columns but for commands, which are left whole to be pasted. */
public final class TextDiagnosis {

    /** Columns. */
    public static final int WIDTH = 100;

    private static final int LABEL = 12;

    private final Diagnosis diagnosis;
    private final List<String> lines = new ArrayList<>();

    private TextDiagnosis(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
    }

    /** The text. Ends with a line end. */
    public static String of(Diagnosis diagnosis) {
        return new TextDiagnosis(diagnosis).text();
    }

    private String text() {
        wrap("", Verdict.of(diagnosis));
        int number = 1;
        for (Finding finding : diagnosis.findings()) {
            lines.add("");
            finding(number++ + ". ", finding);
        }
        section("Workers", WorkerTable.lines(diagnosis.windows()));
        if (!diagnosis.notes().isEmpty()) {
            heading("Not the I/O thread");
            diagnosis.notes().forEach(note -> wrap("  ", note.headline() + ". " + note.explanation()));
        }
        if (!diagnosis.windows().leftOut().isEmpty()) {
            heading("Came, went or began anew meanwhile, and is not in those windows");
            wrap("  ", Verdict.some(diagnosis.windows().leftOut(), 12));
        }
        if (!diagnosis.gaps().isEmpty()) {
            heading("Could not be measured");
            diagnosis.gaps().forEach(this::gap);
        }
        return String.join("\n", lines) + "\n";
    }

    private void finding(String number, Finding finding) {
        wrap(
                number,
                finding.cause().text().toUpperCase(Locale.ROOT) + ": " + finding.headline() + "  ["
                        + finding.confidence().level().name().toLowerCase(Locale.ROOT) + " confidence]");
        if (finding.subject().tid().isPresent()) {
            labelled(
                    "thread",
                    finding.subject().name() + ", tid "
                            + finding.subject().tid().getAsInt());
        }
        String label = "evidence";
        for (Evidence evidence : finding.evidence()) {
            labelled(label, evidence.text());
            label = "";
        }
        labelled("why", finding.explanation());
        labelled("sure", finding.confidence().why());
        command("do", finding.remedy().command());
        labelled("effect", finding.remedy().effect());
        finding.remedy().undo().ifPresent(undo -> command("undo", undo));
        if (!finding.remedy().note().isBlank()) {
            labelled("note", finding.remedy().note());
        }
    }

    private void gap(Gap gap) {
        wrap("  ", gap.what() + ": " + gap.reason());
    }

    private void section(String title, List<String> entries) {
        if (!entries.isEmpty()) {
            heading(title);
            entries.forEach(entry -> lines.add(("  " + Plain.text(entry)).stripTrailing()));
        }
    }

    private void heading(String title) {
        lines.add("");
        lines.add(title + ":");
    }

    private void labelled(String label, String text) {
        wrap(String.format(Locale.ROOT, "   %-" + LABEL + "s", label), text);
    }

    private void command(String label, String command) {
        lines.add(String.format(Locale.ROOT, "   %-" + LABEL + "s", label) + Plain.text(command));
    }

    /** Words in lines; the first begins with {@code head}, the others as far to the right. */
    private void wrap(String head, String text) {
        StringBuilder line = new StringBuilder(head);
        boolean begun = false;
        for (String word : Plain.text(text).split(" +", -1)) {
            if (begun && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(" ".repeat(head.length()));
                begun = false;
            }
            line.append(begun ? " " : "").append(word);
            begun = true;
        }
        lines.add(line.toString().stripTrailing());
    }
}
