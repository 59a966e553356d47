package io.sidecore.tuner.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
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

    /** Name to class of every subcommand, in the order in which --help lists them. */
    private static final Map<String, Class<?>> SUBCOMMANDS = new LinkedHashMap<>();

    static {
        SUBCOMMANDS.put("check", CheckCommand.class);
        SUBCOMMANDS.put("trial", TrialCommand.class);
        SUBCOMMANDS.put("policy", PolicyCommand.class);
        SUBCOMMANDS.put("backend", BackendCommand.class);
        SUBCOMMANDS.put("ctl", CtlCommand.class);
        SUBCOMMANDS.put("guests", GuestsCommand.class);
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
    static CommandLine commandLine(Map<String, Class<?>> subcommands, String... args) {
        CommandLine line = new CommandLine(new Main());
        String first = args.length == 0 ? "" : args[0];
        Map<String, Class<?>> needed =
                subcommands.containsKey(first) ? Map.of(first, subcommands.get(first)) : subcommands;
        needed.forEach(line::addSubcommand);
        OneLineErrors errors = new OneLineErrors(System.getenv("SIDECORE_DEBUG") != null);
        return Converters.register(line)
                .setExpandAtFiles(false) // a policy or a socket may be called @something
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }
}
