package io.sidecore.tuner.cli;

import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.document.PolicyFile;
import io.sidecore.policies.source.BuiltInPolicies;
import io.sidecore.policies.source.PolicySource;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sidecore policy}: which policies there are, and whether a file is one. */
@Command(
        name = "policy",
        description = "List the policies that come with Sidecore, show one to start from, or check a file.",
        mixinStandardHelpOptions = true)
final class PolicyCommand implements Callable<Integer> {

    private final PolicySource builtIn = new BuiltInPolicies();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    @Command(name = "list", description = "Name and summary of each.")
    int list() {
        PrintWriter out = spec.commandLine().getOut();
        for (String name : builtIn.names()) {
            out.printf("%-13s  %s%n", name, builtIn.get(name).summary());
        }
        out.flush();
        return ExitCode.OK;
    }

    @Command(name = "show", description = "The document of a policy, to save, change and use as a file.")
    int show(@Parameters(paramLabel = "NAME", description = "as list prints it") String name) {
        spec.commandLine().getOut().print(BuiltInPolicies.text(name));
        spec.commandLine().getOut().flush();
        sayUnmet(builtIn.get(name));
        return ExitCode.OK;
    }

    @Command(name = "check", description = "Say all that is wrong with policy files, or that nothing is.")
    int check(@Parameters(paramLabel = "FILE", arity = "1..*", description = "policy documents") List<Path> files) {
        for (Path file : files) {
            PolicyDocument document = PolicyFile.read(file);
            String objective = document.objective()
                    .inWords()
                    .map(words -> "; objective: " + words)
                    .orElse("");
            spec.commandLine().getOut().println(file + ": policy " + document.name() + " is good" + objective);
            sayUnmet(document);
        }
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    /** Beside the output, which may become a file. */
    private void sayUnmet(PolicyDocument document) {
        PrintWriter err = spec.commandLine().getErr();
        Expectations.unmet(document, Expectations.offered(Path.of("/")), "this host")
                .forEach(line -> err.println("sidecore policy: " + line));
        err.flush();
    }
}
