package io.sidecore.tuner.cli;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.HostSampleSource;
import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.recording.RecordingHeader;
import io.sidecore.collector.recording.SampleLogWriter;
import io.sidecore.tuner.diagnose.HostSampling;
import io.sidecore.tuner.diagnose.Interruption;
import io.sidecore.tuner.record.Cadence;
import io.sidecore.tuner.record.RecordingRun;
import io.sidecore.tuner.top.text.Harmless;
import io.sidecore.tuner.trial.TrialClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sidecore record}: keeps raw samples of this host in a file. Changes nothing on the host. */
@Command(
        name = "record",
        description =
                "Keep raw samples of this host in a file, to replay here or elsewhere. Changes nothing on this host.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  sidecore record                            until Ctrl-C, into a new file here",
            "  sidecore record -o vm.screc --seconds 60   one minute",
            "  sidecore replay vm.screc                   what diagnose would have said",
            "  sidecore top --replay vm.screc             watch it again",
            "%nThe file holds names of processes, guests and cgroups, and no data of theirs. Only you may read it."
        })
final class RecordCommand implements Callable<Integer> {

    /** A smaller file would not hold a sample of a large host. */
    private static final long LEAST_BYTES = 64 * 1024;

    private static final DateTimeFormatter FILE_TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final HostSampling sampling;
    private final TrialClock clock;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "A new file; one that exists is not overwritten. Default: sidecore-TIME.screc here.")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            description = "Time between samples, 10ms or more, as in 500ms or 5s; default ${DEFAULT-VALUE}.",
            defaultValue = "1s")
    private Duration interval = Duration.ofSeconds(1);

    @Option(names = "--seconds", paramLabel = "N", description = "How long to record; default: until Ctrl-C.")
    private Optional<Integer> seconds = Optional.empty();

    @Option(
            names = "--max-bytes",
            paramLabel = "SIZE",
            description = "Stop, in order, before the file grows larger, as in 500M or 2G; default ${DEFAULT-VALUE}.",
            defaultValue = "1G")
    private ByteSize maxBytes = new ByteSize(1L << 30);

    @Option(names = "--no-bpf", description = "Look through /proc only; much is then missing from the recording.")
    private boolean noBpf;

    RecordCommand(HostSampling sampling, TrialClock clock) {
        this.sampling = sampling;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        check();
        Path file = output.orElseGet(this::defaultFile);
        RecordingHeader header = header();
        try (Interruption interruption = Interruption.watch();
                HostSampleSource source = sampling.open(!noBpf);
                SampleLogWriter log = SampleLogWriter.create(file, header, maxBytes.bytes())) {
            say("recording this host every " + Durations.text(interval) + " to " + file + "; Ctrl-C ends it");
            Cadence cadence = new Cadence(clock, interval);
            String end = run(new RecordingRun(source, log, cadence), interruption::wished);
            say(end + ": " + log.samples() + " samples, " + ByteSize.inWords(log.bytes()) + late(cadence)
                    + "; see them with: sidecore replay " + file);
            return 0;
        } catch (FileSystemException e) {
            throw e; // names the file, and why it cannot be made
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage() + "; the samples recorded until then are good", e);
        }
    }

    private String run(RecordingRun run, BooleanSupplier stop) throws IOException {
        return switch (run.run(samplesWanted(), stop, this::begun)) {
            case DONE -> "done";
            case STOPPED -> "stopped";
            case NO_MORE -> "this host gives no more samples";
            case FULL -> "stopped, since the file may not grow beyond " + ByteSize.inWords(maxBytes.bytes());
        };
    }

    private void check() {
        if (interval.toMillis() < 10 || interval.toDays() > 1) {
            throw refused("--interval must be in [10ms,1d]: " + Durations.text(interval));
        }
        if (seconds.orElse(1) < 1) {
            throw refused("--seconds must be 1 or more: " + seconds.orElse(1));
        }
        if (maxBytes.bytes() < LEAST_BYTES) {
            throw refused("--max-bytes must be 64K or more: " + maxBytes.bytes());
        }
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** A sample at the beginning of each interval, and one at the end of the last. */
    private long samplesWanted() {
        return seconds.map(length -> 1 + Math.max(1, Math.round(length * 1e9 / interval.toNanos())))
                .orElse(Long.MAX_VALUE);
    }

    private RecordingHeader header() throws IOException {
        return new RecordingHeader(
                Version.number(),
                HostFiles.ofThisHost().read("proc/sys/kernel/hostname").orElse("unknown"),
                System.getProperty("os.version"),
                System.getProperty("os.arch"),
                clock.now().toEpochMilli(),
                interval.toNanos(),
                RecordingHeader.USER_HZ);
    }

    private Path defaultFile() {
        return Path.of("sidecore-" + FILE_TIME.format(clock.now().atZone(ZoneId.systemDefault())) + ".screc");
    }

    /** Says what is being recorded, and what is not. */
    private void begun(HostSample first) {
        Inventory inventory = first.inventory();
        say(inventory.workers().size() + " workers, " + inventory.queues().size() + " virtqueues, "
                + inventory.guests().size() + " guests");
        Set<Gap> gaps = new LinkedHashSet<>(inventory.gaps());
        gaps.addAll(first.gaps());
        gaps.forEach(gap -> say("not recorded: " + gap.what() + ": " + gap.reason()));
    }

    private static String late(Cadence cadence) {
        return cadence.missed() == 0 ? "" : ", " + cadence.missed() + " left out because the one before took too long";
    }

    private void say(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(Harmless.text(text));
        err.flush();
    }
}
