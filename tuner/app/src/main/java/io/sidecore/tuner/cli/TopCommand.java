package io.sidecore.tuner.cli;

import io.sidecore.collector.host.HostSampleSource;
import io.sidecore.collector.recording.SampleLogReader;
import io.sidecore.tuner.diagnose.HostSampling;
import io.sidecore.tuner.diagnose.Interruption;
import io.sidecore.tuner.record.Cadence;
import io.sidecore.tuner.top.BatchTop;
import io.sidecore.tuner.top.LiveTop;
import io.sidecore.tuner.top.OwnCpu;
import io.sidecore.tuner.top.Settings;
import io.sidecore.tuner.top.Status;
import io.sidecore.tuner.top.View;
import io.sidecore.tuner.top.Windows;
import io.sidecore.tuner.top.terminal.Screen;
import io.sidecore.tuner.top.terminal.TtyScreen;
import io.sidecore.tuner.trial.TrialClock;
import io.sidecore.tuner.trial.progress.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sidecore top}: a live table of workers, virtqueues and guests. Changes nothing on the host. */
@Command(
        name = "top",
        description =
                "Watch workers, virtqueues and guests in a live table. Changes nothing on this host. h shows the keys.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  sidecore top                     once a second",
            "  sidecore top 0.5 --guest vm1     twice a second, one guest",
            "  sidecore top -b -n 3 --sort wait three pages as plain text",
            "  sidecore top --replay vm.screc   a recording, as if it happened now"
        })
final class TopCommand implements Callable<Integer> {

    private static final int USUAL_WIDTH = 160;

    private final HostSampling sampling;
    private final TrialClock clock;
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "INTERVAL",
            description = "Time from window to window, as in 0.5, 2s or 500ms; default: 1s, or the recording's.")
    private Optional<Duration> interval = Optional.empty();

    @Parameters(index = "1", arity = "0..1", paramLabel = "COUNT", description = "How many windows; default: no end.")
    private Optional<Long> count = Optional.empty();

    @Option(
            names = {"-b", "--batch"},
            description = "Plain text, page after page, without keys; so it is too where there is no terminal.")
    private boolean batch;

    @Option(
            names = {"-n", "--iterations"},
            paramLabel = "N",
            description = "The same as COUNT.")
    private Optional<Long> iterations = Optional.empty();

    @Option(
            names = "--view",
            paramLabel = "VIEW",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
            defaultValue = "workers")
    private ViewName view = ViewName.workers;

    @Option(
            names = "--sort",
            paramLabel = "COLUMN",
            description = "Largest first: name, useful, wait, kicks, delay, ...; default: who wants a CPU most.")
    private Optional<String> sort = Optional.empty();

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "REGEX",
            description = "Only rows in which it is found.")
    private Optional<String> filter = Optional.empty();

    @Option(names = "--worker", paramLabel = "NAME|TID", description = "Only this worker.")
    private Optional<String> worker = Optional.empty();

    @Option(names = "--guest", paramLabel = "NAME", description = "Only what has to do with this guest.")
    private Optional<String> guest = Optional.empty();

    @Option(
            names = {"-p", "--pid"},
            paramLabel = "PID",
            description = "Only what has to do with this process or thread.")
    private Optional<String> id = Optional.empty();

    @Option(
            names = {"-x", "--detail"},
            description = "Also each worker's virtqueues, each guest's vCPUs, and what could not be measured.")
    private boolean detail;

    @Option(names = "--replay", paramLabel = "FILE", description = "A recording instead of this host.")
    private Optional<Path> replay = Optional.empty();

    @Option(names = "--no-bpf", description = "Look through /proc only; much then cannot be told.")
    private boolean noBpf;

    /** The words for views. */
    enum ViewName {
        workers(View.WORKERS),
        queues(View.QUEUES),
        guests(View.GUESTS);

        private final View view;

        ViewName(View view) {
            this.view = view;
        }
    }

    TopCommand(HostSampling sampling, TrialClock clock, Map<String, String> environment) {
        this.sampling = sampling;
        this.clock = clock;
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        Settings settings = settings();
        try (Interruption interruption = Interruption.watch()) {
            if (replay.isEmpty()) {
                try (HostSampleSource source = sampling.open(!noBpf)) {
                    watch(source, settings, interruption);
                }
            } else {
                try (SampleLogReader reader = SampleLogReader.open(replay.get())) {
                    replay(reader, settings, interruption);
                }
            }
        }
        return 0;
    }

    private void watch(HostSampleSource source, Settings settings, Interruption interruption) throws IOException {
        Cadence cadence = new Cadence(clock, settings.interval());
        OwnCpu ownCpu = new OwnCpu(clock::nanos, OwnCpu::ofThisProcess);
        Windows windows = new Windows(source);
        Supplier<Status> status = () -> new Status(Optional.empty(), ownCpu.now(), cadence.missed(), windows.ended());
        show(windows, cadence, settings, interruption, status, () -> cadence.await(interruption::wished));
    }

    private void replay(SampleLogReader reader, Settings settings, Interruption interruption) throws IOException {
        Duration pace = interval.orElse(Duration.ofNanos(reader.header().intervalNanos()));
        Settings paced = settings.every(Math.max(0.1, Math.min(3600, pace.toNanos() / 1e9)));
        Windows windows = new Windows(reader);
        Optional<String> what = Optional.of("recorded on " + reader.header().host());
        Supplier<Status> status = () -> new Status(what, OptionalDouble.empty(), reader.lostSamples(), windows.ended());
        show(windows, new Cadence(clock, paced.interval()), paced, interruption, status, () -> !interruption.wished());
        reader.ending()
                .filter(ending -> !ending.orderly())
                .ifPresent(ending -> spec.commandLine().getErr().println("sidecore top: " + ending.what()));
        spec.commandLine().getErr().flush();
    }

    private void show(
            Windows windows,
            Cadence cadence,
            Settings settings,
            Interruption interruption,
            Supplier<Status> status,
            BooleanSupplier awaitNext)
            throws IOException {
        ZoneId zone = ZoneId.systemDefault();
        long most = count.or(() -> iterations).orElse(Long.MAX_VALUE);
        if (isInteractive()) {
            boolean colour = environment.getOrDefault("NO_COLOR", "").isEmpty();
            try (Screen screen = TtyScreen.open(colour)) {
                new LiveTop(windows, cadence, screen, settings, zone).run(most, interruption::wished, status);
            }
        } else {
            PrintWriter out = spec.commandLine().getOut();
            new BatchTop(windows, settings, width(), out).run(most, awaitNext, status, zone);
        }
    }

    private boolean isInteractive() {
        return !batch
                && !environment.getOrDefault("TERM", "dumb").equals("dumb")
                && Terminal.isTerminal(Path.of("/proc/self/fd/1"));
    }

    private int width() {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
    }

    private Settings settings() {
        try {
            if (count.or(() -> iterations).orElse(1L) < 1) {
                throw new IllegalArgumentException("there must be 1 window or more");
            }
            Settings chosen = Settings.every(Duration.ofSeconds(1))
                    .every(interval.orElse(Duration.ofSeconds(1)).toNanos() / 1e9)
                    .with(view.view)
                    .sortedBy(sort.orElse(""))
                    .filteredBy(filter.orElse(""))
                    .ofGuest(guest.orElse(""))
                    .ofId(id.orElse(""))
                    .withDetail(detail);
            return worker.map(name -> ofWorker(chosen, name)).orElse(chosen);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Settings ofWorker(Settings settings, String name) {
        if (id.isPresent() || filter.isPresent()) {
            throw new IllegalArgumentException("--worker goes with neither --pid nor --filter");
        }
        return name.matches("[0-9]{1,9}") ? settings.ofId(name) : settings.filteredBy("^" + Pattern.quote(name) + "$");
    }
}
