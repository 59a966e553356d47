package io.sidecore.tuner.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecore.tuner.report.ComparisonTable;
import io.sidecore.tuner.report.JsonReport;
import io.sidecore.tuner.top.text.Harmless;
import io.sidecore.tuner.trial.compare.Measure;
import io.sidecore.tuner.trial.compare.TwoTrials;
import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.TrialResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sidecore compare}: the arms of one trial against those of another. */
@Command(
        name = "compare",
        description = "Compare two trials: is B better or worse than A, is there no difference, or can nobody tell?",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeOnExecutionException = 2, // 1 is a verdict here
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:done; with --exit-code: no difference, or better",
            "  1:with --exit-code: worse in some measure",
            "  2:the command line was wrong, or a file could not be read",
            "  3:with --exit-code: not worse in any, but inconclusive in some"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sidecore trial --blocks 5 --report before",
            "  sidecore trial --blocks 5 --report after",
            "  sidecore compare before/report.json after/report.json --exit-code",
            "  sidecore compare before/report.json after/report.json --measure p99 --json",
            "%nRatios are of B over A. Effect is how often a value of B is the better one;",
            "0.5 is none. --arm and --against also compare two arms of one file, given twice."
        })
final class CompareCommand implements Callable<Integer> {

    private static final int WORSE = 1;
    private static final int CANNOT_TELL = 3;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "A.json", description = "report.json of the first trial.")
    private Path first = Path.of("");

    @Parameters(index = "1", paramLabel = "B.json", description = "report.json of the second.")
    private Path second = Path.of("");

    @Option(names = "--arm", paramLabel = "NAME", description = "Only this arm of B; default: all that A has too.")
    private Optional<String> arm = Optional.empty();

    @Option(names = "--against", paramLabel = "NAME", description = "Which arm of A it meets; default: its namesake.")
    private Optional<String> against = Optional.empty();

    @Option(
            names = "--measure",
            paramLabel = "NAME",
            description = "throughput, p99 or cpu; may be given more than once. Default: all.")
    private Set<Measure> measures = EnumSet.allOf(Measure.class);

    @Option(
            names = "--min-effect",
            paramLabel = "P",
            description = "A difference smaller than this is none, as in 2%%; default: that of A.")
    private Optional<Share> smallestEffect = Optional.empty();

    @Option(names = "--exit-code", description = "Say the verdict with the exit code, for scripts.")
    private boolean exitCode;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        TrialResult a = read(first);
        TrialResult b = read(second);
        TwoTrials found = TwoTrials.of(
                a,
                b,
                arms(a, b),
                EnumSet.copyOf(measures),
                smallestEffect.map(Share::value).orElse(a.design().smallestEffect()));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(found));
        } else {
            print(found, out);
        }
        out.flush();
        if (!exitCode) {
            return 0;
        }
        return switch (found.verdict()) {
            case WORSE -> WORSE;
            case INCONCLUSIVE -> CANNOT_TELL;
            case BETTER, NO_DIFFERENCE -> 0;
        };
    }

    private TrialResult read(Path file) {
        try {
            return JsonReport.read(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new ParameterException(spec.commandLine(), "no such file: " + file, e);
        } catch (IOException | IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), file + ": " + e.getMessage(), e);
        }
    }

    private List<TwoTrials.Arms> arms(TrialResult a, TrialResult b) {
        if (arm.isPresent()) {
            return List.of(new TwoTrials.Arms(named(arm.get(), b, second), named(against.orElse(arm.get()), a, first)));
        }
        if (against.isPresent()) {
            throw new ParameterException(spec.commandLine(), "--against goes with --arm");
        }
        List<TwoTrials.Arms> common = b.arms().stream()
                .flatMap(one -> a.arm(one.arm().name()).map(base -> new TwoTrials.Arms(one, base)).stream())
                .toList();
        if (common.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "no arm is in both: " + first + " has " + names(a) + ", " + second + " has " + names(b)
                            + "; --arm and --against name two");
        }
        return common;
    }

    private ArmResult named(String name, TrialResult trial, Path file) {
        return trial.arm(name)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), file + " has no arm " + name + " (it has " + names(trial) + ")"));
    }

    private static String names(TrialResult trial) {
        return trial.arms().stream().map(one -> one.arm().name()).collect(Collectors.joining(", "));
    }

    private void print(TwoTrials found, PrintWriter out) {
        found.obstacles().forEach(obstacle -> out.println("Not comparable: " + Harmless.text(obstacle) + "."));
        found.warnings().forEach(warning -> out.println("Note: " + Harmless.text(warning) + "."));
        ComparisonTable.of(found.comparisons()).forEach(out::println);
        out.println("Verdict: " + found.verdict().text() + ".");
    }

    private static String json(TwoTrials found) {
        JsonMapper mapper = new JsonMapper();
        ObjectNode tree = mapper.createObjectNode();
        tree.put("verdict", found.verdict().name());
        tree.put("comparable", found.obstacles().isEmpty());
        tree.set("obstacles", mapper.valueToTree(found.obstacles()));
        tree.set("warnings", mapper.valueToTree(found.warnings()));
        tree.set("comparisons", JsonReport.comparisons(found.comparisons()));
        return tree.toPrettyString();
    }
}
