package io.sidecore.tuner.report.diagnosis;

import io.sidecore.collector.diagnosis.Diagnosis;
import io.sidecore.collector.diagnosis.finding.Evidence;
import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.diagnosis.finding.Subject;
import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.report.svg.Markup;
import java.util.Locale;

/** The verdict, and a card for each finding. */
final class FindingCards {

    /** More cards than this are folded. */
    private static final int UNFOLDED = 10;

    private final Markup to;
    private final Diagnosis diagnosis;

    FindingCards(Markup to, Diagnosis diagnosis) {
        this.to = to;
        this.diagnosis = diagnosis;
    }

    void draw() {
        boolean blamed = diagnosis.blamesAnIoThread();
        to.open("section", "class", "card verdict " + (blamed ? "bad" : "good"));
        to.leaf("h2", blamed ? "An I/O thread is a bottleneck" : Verdict.headline(diagnosis));
        to.leaf("p", Verdict.of(diagnosis)).close();
        int number = 1;
        for (Finding finding : diagnosis.findings()) {
            if (number == UNFOLDED + 1) {
                to.open("details", "class", "more")
                        .leaf("summary", (diagnosis.findings().size() - UNFOLDED) + " findings that harm less");
            }
            card(number++, finding);
        }
        if (number > UNFOLDED + 1) {
            to.close();
        }
    }

    private void card(int number, Finding finding) {
        to.open("section", "class", "card finding").open("div", "class", "finding-head");
        to.leaf("span", String.valueOf(number), "class", "rank");
        to.leaf("span", finding.cause().text(), "class", finding.cause().ioThread() ? "cause" : "cause other");
        String level = finding.confidence().level().name().toLowerCase(Locale.ROOT);
        to.leaf("span", level + " confidence", "class", "level " + level);
        to.leaf("span", "harm " + Figures.percent(finding.harm()), "class", "harm")
                .close();
        to.leaf("h3", finding.headline());
        to.leaf("p", subject(finding.subject()), "class", "note");
        to.open("ul", "class", "evidence");
        for (Evidence evidence : finding.evidence()) {
            to.leaf("li", evidence.text());
        }
        to.close().leaf("p", finding.explanation());
        to.leaf("p", "How sure: " + finding.confidence().why() + ".", "class", "note");
        to.open("dl", "class", "remedy");
        command("Do", finding.remedy().command());
        line("Expect", finding.remedy().effect());
        finding.remedy().undo().ifPresent(undo -> command("Undo", undo));
        if (!finding.remedy().note().isBlank()) {
            line("Note", finding.remedy().note());
        }
        to.close().close();
    }

    private static String subject(Subject subject) {
        String kind = JsonDiagnosis.word(subject.kind()) + " " + subject.name();
        return subject.tid().isPresent() ? kind + ", thread " + subject.tid().getAsInt() : kind;
    }

    private void command(String label, String command) {
        to.leaf("dt", label).open("dd").leaf("code", command).close();
    }

    private void line(String label, String text) {
        to.leaf("dt", label).leaf("dd", text);
    }
}
