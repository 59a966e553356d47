package io.sidecore.tuner.cli;

import io.sidecore.collector.diagnosis.Diagnosis;
import io.sidecore.collector.signal.host.HostWindows;
import io.sidecore.tuner.diagnose.Selection;
import io.sidecore.tuner.report.diagnosis.HtmlDiagnosis;
import io.sidecore.tuner.report.diagnosis.JsonDiagnosis;
import io.sidecore.tuner.report.diagnosis.TextDiagnosis;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** What a diagnosis is about and how it is printed: options of {@code diagnose} and of {@code replay}. */
final class DiagnosisOutput {

    private static final int FOUND = 3;

    /** How a diagnosis is printed. */
    enum Format {
        table,
        json,
        html
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
            defaultValue = "table")
    private Format output = Format.table;

    @Option(names = "--file", paramLabel = "PATH", description = "Where it goes; default: standard output.")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--exit-code", description = "Exit with 3 if something was found.")
    private boolean exitCode;

    @Option(
            names = "--worker",
            paramLabel = "NAME",
            description = "Only this worker, by name or thread id; may be given more than once.")
    private Set<String> workers = Set.of();

    @Option(names = "--guest", paramLabel = "NAME", description = "Only this guest; may be given more than once.")
    private Set<String> guests = Set.of();

    /**
     * Diagnoses and prints.
     *
     * @param out standard output
     * @return the exit code
     * @throws IllegalArgumentException if there is no such worker or guest
     */
    int print(HostWindows windows, PrintWriter out) throws IOException {
        Selection selection = new Selection(workers, guests);
        selection.check(windows);
        Diagnosis diagnosis = selection.of(Diagnosis.of(windows));
        String text = switch (output) {
            case table -> TextDiagnosis.of(diagnosis);
            case json -> JsonDiagnosis.of(diagnosis);
            case html -> HtmlDiagnosis.of(diagnosis);
        };
        if (file.isPresent()) {
            Files.writeString(file.get(), text);
        } else {
            out.print(text);
            out.flush();
        }
        return exitCode && !diagnosis.findings().isEmpty() ? FOUND : 0;
    }
}
