package io.sidecore.tuner.cli;

import io.sidecore.collector.live.StartTrace;
import io.sidecore.collector.watch.HostWatch;
import io.sidecore.tuner.diagnose.HostSampling;
import io.sidecore.tuner.trial.TrialClock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The program {@code sidecore}. Exit codes: 0 done, 1 it failed while running, 2 the command line was wrong.
 *
 * <p>A subcommand is a {@code @Command} class with a {@code description} that is a {@code Callable<Integer>} (its exit
 * code) or a {@code Runnable}. Reading the annotations of one costs milliseconds, so only the one that is asked for is
 * built; the list that {@code --help} prints, or that a typing error is compared with, needs them all.
 */
@Command(
        name = "sidecore",
        description = "Sees and steers the I/O threads of a hypervisor.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:done", " 1:failed while running", " 2:the command line was wrong"})
public final class Main implements Callable<Integer> {

    /** What makes every subcommand, by its name, in the order in which --help lists them. */
    private static final Map<String, Supplier<?>> SUBCOMMANDS = new LinkedHashMap<>();

    private static final HostSampling LIVE = useBpf -> HostWatch.start(useBpf, StartTrace::attached);

    static {
        SUBCOMMANDS.put("check", CheckCommand::new);
        SUBCOMMANDS.put("diagnose", () -> new DiagnoseCommand(LIVE, TrialClock.SYSTEM));
        SUBCOMMANDS.put("top", () -> new TopCommand(LIVE, TrialClock.SYSTEM, System.getenv()));
        SUBCOMMANDS.put("record", () -> new RecordCommand(LIVE, TrialClock.SYSTEM));
        SUBCOMMANDS.put("replay", ReplayCommand::new);
        SUBCOMMANDS.put("trial", TrialCommand::new);
        SUBCOMMANDS.put("compare", CompareCommand::new);
        SUBCOMMANDS.put("whatif", WhatIfCommand::new);
        SUBCOMMANDS.put("policy", PolicyCommand::new);
        SUBCOMMANDS.put("plan", PlanCommand::new);
        SUBCOMMANDS.put("simulate", SimulateCommand::new);
        SUBCOMMANDS.put("backend", BackendCommand::new);
        SUBCOMMANDS.put("ctl", CtlCommand::new);
        SUBCOMMANDS.put("guests", GuestsCommand::new);
    }

    @Spec
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine(SUBCOMMANDS, args).execute(args));
    }

    /** Without a subcommand: says which there are. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    /** The parser for {@code args}; knows the one subcommand they begin with, or else all of them. */
    static CommandLine commandLine(Map<String, ? extends Supplier<?>> subcommands, String... args) {
        CommandLine line = new CommandLine(new Main());
        String first = args.length == 0 ? "" : args[0];
        Map<String, ? extends Supplier<?>> needed =
                subcommands.containsKey(first) ? Map.of(first, subcommands.get(first)) : subcommands;
        needed.forEach((name, command) -> line.addSubcommand(name, command.get()));
        OneLineErrors errors = new OneLineErrors(System.getenv("SIDECORE_DEBUG") != null);
        return Converters.register(line)
                .setExpandAtFiles(false) // a policy or a socket may be called @something
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }
}
