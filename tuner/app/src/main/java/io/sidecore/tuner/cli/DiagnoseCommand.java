package io.sidecore.tuner.cli;

import io.sidecore.collector.host.HostSampleSource;
import io.sidecore.collector.signal.host.HostWindows;
import io.sidecore.tuner.diagnose.HostSampling;
import io.sidecore.tuner.diagnose.Interruption;
import io.sidecore.tuner.diagnose.Watch;
import io.sidecore.tuner.trial.TrialClock;
import io.sidecore.tuner.trial.progress.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sidecore diagnose}: which I/O thread is the bottleneck, why, and what to do. Changes nothing on the host. */
@Command(
        name = "diagnose",
        description = "Say which I/O thread is the bottleneck, why, and what to do. Changes nothing on this host.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:done; with --exit-code: and nothing was found",
            "  1:failed while running",
            "  2:the command line was wrong",
            "  3:with --exit-code: something was found",
            "130:ended by Ctrl-C, after it reported what was seen till then"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sidecore diagnose                                   10 s, for this terminal",
            "  sidecore diagnose --seconds 30 -o html --file d.html  a report with pictures, one file",
            "  sidecore diagnose -o json | jq '.findings[].cause'  for scripts",
            "  sidecore diagnose --guest vm1 --exit-code           3 if something is wrong with vm1's I/O"
        })
final class DiagnoseCommand implements Callable<Integer> {

    private static final int INTERRUPTED = 130;
    private static final int MOST_WINDOWS = 3600;
    private static final PrintStream MESSAGES = System.err;

    private final HostSampling sampling;
    private final TrialClock clock;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DiagnosisOutput report = new DiagnosisOutput();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long to watch, 1 or more; default ${DEFAULT-VALUE}.",
            defaultValue = "10")
    private int seconds;

    @Option(
            names = "--interval",
            paramLabel = "MS",
            description = "Length of a window, 100 or more; default ${DEFAULT-VALUE}.",
            defaultValue = "1000")
    private int intervalMillis;

    @Option(names = "--no-bpf", description = "Look through /proc only; much then cannot be told.")
    private boolean noBpf;

    DiagnoseCommand(HostSampling sampling, TrialClock clock) {
        this.sampling = sampling;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        checkTimes();
        try (Interruption interruption = Interruption.watch()) {
            HostWindows windows = watch(interruption);
            int exitCode = report.print(windows, spec.commandLine().getOut());
            return interruption.wished() ? INTERRUPTED : exitCode;
        }
    }

    private void checkTimes() {
        if (seconds < 1 || intervalMillis < 100 || 1000L * seconds / intervalMillis > MOST_WINDOWS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--seconds must be 1 or more, --interval 100 or more, and windows at most " + MOST_WINDOWS);
        }
    }

    private HostWindows watch(Interruption interruption) {
        Terminal terminal = Terminal.detect(System.getenv());
        Consumer<Duration> progress = left -> {};
        if (terminal.live()) {
            progress = left -> {
                MESSAGES.print("\rwatching, " + (left.toMillis() + 999) / 1000 + " s left (Ctrl-C reports what was "
                        + "seen)\u001b[K");
                MESSAGES.flush();
            };
        }
        try (HostSampleSource source = sampling.open(!noBpf)) {
            return new Watch(source, clock, Duration.ofMillis(intervalMillis))
                    .run(Duration.ofSeconds(seconds), interruption::wished, progress);
        } finally {
            if (terminal.live()) {
                MESSAGES.print("\r\u001b[K");
                MESSAGES.flush();
            }
        }
    }
}
