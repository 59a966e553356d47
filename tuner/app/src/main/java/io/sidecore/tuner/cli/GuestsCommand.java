package io.sidecore.tuner.cli;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.guests.Guests;
import io.sidecore.guests.GuestsOptions;
import io.sidecore.guests.driver.TxLayout;
import io.sidecore.guests.load.Load;
import io.sidecore.guests.report.JsonOutput;
import io.sidecore.guests.report.Output;
import io.sidecore.guests.report.TableOutput;
import io.sidecore.guests.vcpu.IdleMode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sidecore guests}: runs load guests, and prints what they saw. */
@Command(
        name = "guests",
        description = "Runs load guests: vhost-user frontends that drive real virtqueues of a backend and measure it.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class GuestsCommand implements Callable<Integer> {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Where the backend's sockets are; one of the two ways to say so. */
    private static final class Sockets {
        @Option(
                names = "--sockets",
                paramLabel = "DIR",
                description = "Directory of the backend's sockets; that of guest vm1 is DIR/vm1.sock.")
        private Optional<Path> directory = Optional.empty();

        @Option(
                names = "--socket",
                paramLabel = "PATH",
                arity = "1..*",
                description = "Sockets of the guests, in the order in which the load names them.")
        private List<Path> paths = List.of();
    }

    /** How results are printed. */
    enum Format {
        JSON,
        TABLE
    }

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Sockets sockets = new Sockets();

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Of all that is random; the same seed offers the same load (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--warmup",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "How long the load runs before it is measured (default: ${DEFAULT-VALUE}).")
    private double warmupSeconds;

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long it is measured (default: ${DEFAULT-VALUE}).")
    private double measuredSeconds;

    @Option(names = "--threads", defaultValue = "1", description = "vCPU threads (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--cpus",
            paramLabel = "LIST",
            description = "CPUs that the vCPU threads are pinned to, in turn, as in 1 or 2-3 (default: not pinned).")
    private Optional<CpuSet> cpus = Optional.empty();

    @Option(
            names = "--idle",
            paramLabel = "MODE",
            description = "When there is nothing to do: spin, as a guest that is always scheduled; or sleep until the "
                    + "backend calls (default: spin).")
    private IdleMode idle = IdleMode.SPIN;

    @Option(
            names = "--ring-size",
            paramLabel = "N",
            defaultValue = "" + GuestsOptions.Rings.DEFAULT_SIZE,
            description = "Descriptors of a ring, a power of two (default: ${DEFAULT-VALUE}).")
    private int ringSize;

    @Option(
            names = "--tx",
            paramLabel = "LAYOUT",
            description = "Descriptors of a frame that is sent: one, two, or indirect (default: one).")
    private TxLayout txLayout = TxLayout.ONE;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "json, one object a line; or table (default: table on a terminal, else json).")
    private Optional<Format> output = Optional.empty();

    @Option(names = "--exit-on-stdin-eof", description = "End as soon as standard input does: die with the parent.")
    private boolean exitOnStdinEof;

    @Override
    public Integer call() {
        GuestsOptions options = options();
        if (exitOnStdinEof) {
            StdinWatch.start(() -> System.exit(ExitCode.SOFTWARE)); // nobody is left to tell why
        }
        long lost = new Guests(options, output(), line -> System.err.println("sidecore guests: " + line)).run();
        return lost == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private GuestsOptions options() {
        try {
            Load chosen = load.load();
            return new GuestsOptions(
                    chosen,
                    sockets.directory
                            .map(directory -> GuestsOptions.socketsIn(directory, chosen))
                            .orElse(sockets.paths),
                    seed,
                    seconds("--warmup", warmupSeconds),
                    seconds("--seconds", measuredSeconds),
                    new GuestsOptions.Vcpus(threads, cpus, idle),
                    new GuestsOptions.Rings(ringSize, txLayout));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static Duration seconds(String option, double seconds) {
        if (!(seconds >= 0 && seconds <= 1e6)) {
            throw new IllegalArgumentException(option + " must be in [0,1e6] seconds: " + seconds);
        }
        return Duration.ofNanos((long) (seconds * NANOS_PER_SECOND));
    }

    private Output output() {
        PrintStream out = System.out;
        Format format = output.orElse(isTerminal(Path.of("/proc/self/fd/1")) ? Format.TABLE : Format.JSON);
        return format == Format.JSON ? new JsonOutput(out) : new TableOutput(out);
    }

    /** System.console() would be null for other reasons too, and since JDK 22 not for this one. */
    private static boolean isTerminal(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().matches("/dev/(pts/|tty).*");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
