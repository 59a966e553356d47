package io.sidecore.tuner.cli;

import io.sidecore.tuner.report.talk.TalkHtml;
import io.sidecore.tuner.report.talk.TalkJson;
import io.sidecore.tuner.report.talk.TalkText;
import io.sidecore.tuner.study.talk.TalkSuite;
import io.sidecore.tuner.study.talk.claim.TalkFindings;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** {@code sidecore trial --suite talk}: the talk's graphs and claims on the simulator. */
final class TalkTrial {

    private final TalkSuite suite;
    private final Path directory;

    /** @param directory where report.html and report.json go; created if it is not there */
    TalkTrial(TalkSuite suite, Path directory) {
        this.suite = suite;
        this.directory = directory;
    }

    /** Measures and reports. */
    void run(PrintWriter out, PrintStream messages) throws IOException {
        Files.createDirectories(directory);
        TalkFindings findings = TalkFindings.of(
                suite,
                suite.run((bed, traffic) -> messages.println(
                        "simulating test bed " + bed + ", " + traffic.word().toLowerCase(Locale.ROOT))));
        Path html = directory.resolve("report.html");
        Path json = directory.resolve("report.json");
        Files.writeString(html, TalkHtml.of(findings));
        Files.writeString(json, TalkJson.write(findings));
        out.print(TalkText.of(findings));
        out.println();
        out.println("Report: " + html.toAbsolutePath());
        out.println("JSON:   " + json.toAbsolutePath());
        out.flush();
    }
}
