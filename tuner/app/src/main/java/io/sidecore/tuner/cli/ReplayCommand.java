package io.sidecore.tuner.cli;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.recording.Damage;
import io.sidecore.collector.recording.RecordingHeader;
import io.sidecore.collector.recording.SampleLogReader;
import io.sidecore.collector.recording.Span;
import io.sidecore.collector.signal.host.HostWindows;
import io.sidecore.tuner.record.RecordingTime;
import io.sidecore.tuner.record.ReplayedWindows;
import io.sidecore.tuner.record.SampleDump;
import io.sidecore.tuner.record.TimeRange;
import io.sidecore.tuner.top.text.Harmless;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sidecore replay}: what {@code diagnose} would have said when a recording was made, on any machine. */
@Command(
        name = "replay",
        description = "Diagnose a recording: what 'diagnose' would have said then and there. Works on any machine.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nTimes:%n",
        footer = {
            "  '3m ago' before the recording's end, +90s after its beginning, 14:05[:30] on the day it began,",
            "  2026-11-24T14:05:30 with or without an offset as in Z.",
            "%nExamples:%n",
            "  sidecore replay vm.screc",
            "  sidecore replay vm.screc --from 14:05 --to 14:06",
            "  sidecore replay vm.screc -t '30s ago'",
            "  sidecore replay vm.screc --dump json | jq 'select(.type == \"sample\").data.queues[].kicks'"
        })
final class ReplayCommand implements Callable<Integer> {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    /** How samples are printed. */
    enum DumpFormat {
        json
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private DiagnosisOutput report = new DiagnosisOutput();

    @Parameters(paramLabel = "FILE", description = "A recording, made by 'sidecore record'.")
    private Path recording = Path.of("");

    @Option(
            names = {"--from", "-t", "--time"},
            paramLabel = "TIME",
            description = "Leave out what was before.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "TIME", description = "Leave out what came after.")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--dump",
            paramLabel = "FORMAT",
            description = "Print the samples themselves instead: ${COMPLETION-CANDIDATES}, an object to a line.")
    private Optional<DumpFormat> dump = Optional.empty();

    @Override
    public Integer call() throws IOException {
        try (SampleLogReader reader = SampleLogReader.open(recording)) {
            Optional<Span> span = reader.span();
            if (span.isEmpty()) {
                throw new IllegalArgumentException(recording + " has no samples");
            }
            long first = time(from, span.get(), Long.MIN_VALUE);
            long last = time(to, span.get(), Long.MAX_VALUE);
            Span wanted = reader.span(first, last)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            "nothing was recorded between these times; " + recording + " goes " + inWords(span.get())));
            if (from.isPresent()) {
                reader.skipTo(first);
            }
            TimeRange range = new TimeRange(reader, first, last);
            return dump.isPresent() ? dump(reader, range) : diagnose(reader, range, wanted);
        }
    }

    private long time(Optional<String> text, Span span, long otherwise) {
        try {
            return text.map(time -> RecordingTime.epochMillis(time, span, ZoneId.systemDefault(), Durations::parse))
                    .orElse(otherwise);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private int dump(SampleLogReader reader, TimeRange range) {
        PrintWriter out = spec.commandLine().getOut();
        SampleDump lines = new SampleDump(out);
        lines.header(reader.header());
        for (Optional<HostSample> next = range.next(); next.isPresent() && !lines.closed(); next = range.next()) {
            lines.sample(next.get());
        }
        out.flush();
        reader.ending().ifPresent(ending -> problems(reader));
        return 0;
    }

    private int diagnose(SampleLogReader reader, TimeRange range, Span span) throws IOException {
        describe(reader.header(), span);
        ReplayedWindows replayed = ReplayedWindows.of(range, span.samples());
        if (replayed.stride() > 1) {
            say("so many samples that each window is made of " + replayed.stride() + "; --from and --to choose fewer");
        }
        HostWindows windows = replayed.windows(lost(reader));
        problems(reader);
        return report.print(windows, spec.commandLine().getOut());
    }

    private void describe(RecordingHeader header, Span span) {
        say("recorded on " + header.host() + " (kernel " + header.kernel() + ", " + header.architecture()
                + ") by sidecore " + header.sidecoreVersion() + ", " + inWords(span) + ": " + span.samples()
                + " samples, every " + Durations.text(Duration.ofNanos(header.intervalNanos())));
    }

    private static String inWords(Span span) {
        return "from " + local(span.firstEpochMillis()) + " to " + local(span.lastEpochMillis());
    }

    private static String local(long epochMillis) {
        return TIME.format(Instant.ofEpochMilli(epochMillis).atZone(ZoneId.systemDefault()));
    }

    private List<Gap> lost(SampleLogReader reader) {
        return reader.lostSamples() == 0
                ? List.of()
                : List.of(new Gap(
                        reader.lostSamples() + " samples of the recording",
                        "parts of " + recording.getFileName() + " are damaged"));
    }

    private void problems(SampleLogReader reader) {
        List<String> lines = new ArrayList<>();
        reader.damages().stream().map(Damage::toString).forEach(lines::add);
        if (reader.damageCount() > reader.damages().size()) {
            lines.add("and " + (reader.damageCount() - reader.damages().size()) + " more damaged parts");
        }
        if (reader.lostSamples() > 0) {
            lines.add(reader.lostSamples() + " samples are lost");
        }
        reader.ending().filter(ending -> !ending.orderly()).ifPresent(ending -> lines.add(ending.what()));
        lines.forEach(this::say);
    }

    private void say(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("sidecore replay: " + Harmless.text(text));
        err.flush();
    }
}
