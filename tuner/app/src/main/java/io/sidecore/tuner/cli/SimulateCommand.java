package io.sidecore.tuner.cli;

import io.sidecore.collector.recording.RecordingException;
import io.sidecore.collector.recording.SampleLogReader;
import io.sidecore.policies.Objective;
import io.sidecore.policies.document.HostFeature;
import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.document.PolicyException;
import io.sidecore.tuner.control.veto.script.VetoScript;
import io.sidecore.tuner.simulator.Costs;
import io.sidecore.tuner.simulator.CostsFile;
import io.sidecore.tuner.simulator.calibration.Calibration;
import io.sidecore.tuner.simulator.calibration.RecordedWork;
import io.sidecore.tuner.simulator.scenario.Scenario;
import io.sidecore.tuner.simulator.scenario.ScenarioFile;
import io.sidecore.tuner.study.Run;
import io.sidecore.tuner.study.Search;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sidecore simulate}: policies on a host that exists in memory only, and the costs of its steps. */
@Command(
        name = "simulate",
        description = "Run policies on simulated hosts, and compare them with the best fixed setting. Changes nothing.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeOnExecutionException = ExitCode.USAGE,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sidecore simulate rr-7 --policies adaptive,shared --best",
            "  ./sidecore simulate --print rr-7 > mine.json; ./sidecore simulate mine.json --journal why.txt",
            "  ./sidecore simulate --calibrate host.screc --save costs.json; ./sidecore simulate rr-7 --costs costs.json",
            "%nUtility is by the objective of the first policy; the ratio to the best fixed setting is",
            "e^(difference). A recording for --calibrate is made by 'sidecore record --interval 100ms'",
            "while an embedded backend serves loads that differ: many and few frames, one and many at once."
        })
final class SimulateCommand implements Callable<Integer> {

    /** A part of a run that is shorter says little. */
    private static final double LEAST_COUNTED_SECONDS = 0.5;

    /** The smallest frame on an Ethernet, and the largest that segmentation offload leaves whole; as in scenarios. */
    private static final int LEAST_FRAME_BYTES = 64;

    private static final int MOST_FRAME_BYTES = 65536;

    private final ScenarioChoice choice = new ScenarioChoice();

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "SCENARIO",
            arity = "0..*",
            description = "The name of a built-in one, 'all' of them, or a file that ends in .json.")
    private List<String> names = List.of();

    @Option(names = "--list", description = "Name the built-in scenarios, with their summaries.")
    private boolean list;

    @Option(
            names = "--print",
            paramLabel = "NAME",
            description = "Print a built-in scenario as JSON, to change and use as a file.")
    private Optional<String> print = Optional.empty();

    @Option(
            names = "--policies",
            split = ",",
            paramLabel = "NAME|FILE.json",
            description = "Policies to run; default ${DEFAULT-VALUE}.",
            defaultValue = "adaptive")
    private List<String> policies = List.of();

    @Option(names = "--best", description = "Try every fixed setting as well, and name the best; takes a while.")
    private boolean best;

    @Option(names = "--seed", paramLabel = "N", description = "The same seed plays the same; default 1.")
    private long seed = 1;

    @Option(names = "--seconds", paramLabel = "N", description = "Play that long, instead of what the scenario says.")
    private Optional<Double> seconds = Optional.empty();

    @Option(
            names = "--costs",
            paramLabel = "FILE",
            description = "Costs as JSON; what is left out is as in-kernel vhost.")
    private Optional<Path> costs = Optional.empty();

    @Option(
            names = "--first",
            paramLabel = "S",
            description = "Seconds from the beginning that do not count; default ${DEFAULT-VALUE}.",
            defaultValue = "5")
    private double first;

    @Option(
            names = "--after",
            paramLabel = "S",
            description = "Seconds from each scene on that do not count; default ${DEFAULT-VALUE}.",
            defaultValue = "5")
    private double after;

    @Mixin
    private VetoOptions veto = new VetoOptions();

    @Option(names = "--journal", paramLabel = "FILE", description = "Write every decision there, with its reason.")
    private Optional<Path> journal = Optional.empty();

    @Option(
            names = "--calibrate",
            paramLabel = "RECORDING",
            description = "Fit costs to a recording of an embedded backend, instead of simulating.")
    private Optional<Path> calibrate = Optional.empty();

    @Option(
            names = "--frame-bytes",
            paramLabel = "N",
            description = "Of --calibrate: mean size of the recording's frames, 64 to 65536; default ${DEFAULT-VALUE}.",
            defaultValue = "64")
    private int frameBytes;

    @Option(names = "--save", paramLabel = "FILE", description = "Of --calibrate: write the costs there, for --costs.")
    private Optional<Path> save = Optional.empty();

    @Option(names = "--json", description = "Print an object for programs.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        int asked = (list ? 1 : 0)
                + (print.isPresent() ? 1 : 0)
                + (calibrate.isPresent() ? 1 : 0)
                + (names.isEmpty() ? 0 : 1);
        if (asked != 1) {
            throw new ParameterException(
                    spec.commandLine(), "want one of: scenarios to run, --list, --print NAME, --calibrate RECORDING");
        }
        if (list) {
            say(SimulationReport.list(choice.builtIn()));
        } else if (print.isPresent()) {
            say(ScenarioFile.text(choice.named(print.get())));
        } else if (calibrate.isPresent()) {
            calibrate(calibrate.get());
        } else {
            simulate();
        }
        return ExitCode.OK;
    }

    private void simulate() throws IOException {
        List<PolicyDocument> documents = PolicyOptions.documents(policies);
        Optional<VetoScript> script = veto.script();
        Costs prices = costs.map(CostsFile::read).orElse(Costs.KERNEL);
        List<Scenario> scenarios = choice.of(names).stream()
                .map(scenario ->
                        seconds.map(length -> lasting(scenario, length)).orElse(scenario))
                .toList();
        scenarios.forEach(this::check);
        List<Simulated> all = new ArrayList<>();
        Objective objective = documents.get(0).objective();
        if (!json) {
            SimulationReport.objective(documents.get(0)).ifPresent(this::say);
        }
        for (Scenario scenario : scenarios) {
            all.add(run(new Run.Terms(scenario, prices, seed, objective, first, after), documents, script));
            if (!json) {
                say((all.size() > 1 ? "\n" : "") + SimulationReport.text(all.get(all.size() - 1)));
            }
        }
        if (json) {
            say(SimulationReport.json(seed, documents.get(0), all));
        }
        if (journal.isPresent()) {
            Files.writeString(journal.get(), DecisionStory.of(all));
        }
    }

    private Simulated run(Run.Terms terms, List<PolicyDocument> documents, Optional<VetoScript> script) {
        List<Run> runs = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (PolicyDocument document : documents) {
            try {
                runs.add(Run.of(document, terms, script));
                Expectations.unmet(
                                document,
                                offered(terms.scenario()),
                                "the host of " + terms.scenario().name())
                        .forEach(line -> spec.commandLine().getErr().println("sidecore simulate: " + line));
            } catch (PolicyException e) {
                refused.add(document.name() + ": not for this host: " + e.getMessage());
            }
        }
        return new Simulated(terms.scenario(), runs, refused, best ? Search.exhaustive(terms) : List.of());
    }

    private static Set<HostFeature> offered(Scenario scenario) {
        return scenario.host().postedInterrupts() ? Set.of(HostFeature.POSTED_INTERRUPTS) : Set.of();
    }

    private Scenario lasting(Scenario scenario, double length) {
        try {
            return scenario.lasting(length);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--seconds: " + e.getMessage(), e);
        }
    }

    private void check(Scenario scenario) {
        if (!(first >= 0 && after >= 0)) {
            throw new ParameterException(
                    spec.commandLine(), "--first and --after must be 0 or more: " + first + ", " + after);
        }
        if (scenario.seconds() < first + LEAST_COUNTED_SECONDS) {
            throw new ParameterException(
                    spec.commandLine(),
                    scenario.name() + " lasts " + scenario.seconds() + " s, of which the first " + first
                            + " do not count; want a longer one (--seconds) or a smaller --first");
        }
    }

    private void calibrate(Path recording) throws IOException {
        Calibration calibration = calibration(recording);
        if (save.isPresent()) {
            Files.writeString(save.get(), CostsFile.text(calibration.costs()));
        }
        say(json ? CalibrationReport.json(calibration) : CalibrationReport.text(calibration));
    }

    private Calibration calibration(Path recording) throws IOException {
        if (frameBytes < LEAST_FRAME_BYTES || frameBytes > MOST_FRAME_BYTES) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--frame-bytes must be in [" + LEAST_FRAME_BYTES + "," + MOST_FRAME_BYTES + "]: " + frameBytes);
        }
        Costs usual = costs.map(CostsFile::read).orElse(Costs.KERNEL);
        try (SampleLogReader reader = SampleLogReader.open(recording)) {
            return Calibration.of(RecordedWork.of(reader), usual, frameBytes);
        } catch (RecordingException e) {
            throw new IllegalArgumentException(
                    e.getMessage()
                            + "; want a recording, which 'sidecore record' makes: a trial's report has too little",
                    e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(recording + ": " + e.getMessage(), e);
        }
    }

    private void say(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
    }
}
