package io.sidecore.tuner.cli;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.guests.load.Load;
import io.sidecore.policies.Cores;
import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.tuner.report.HtmlReport;
import io.sidecore.tuner.report.JsonReport;
import io.sidecore.tuner.report.TextReport;
import io.sidecore.tuner.study.talk.TalkSuite;
import io.sidecore.tuner.trial.HostTimes;
import io.sidecore.tuner.trial.Progress;
import io.sidecore.tuner.trial.TrialBench;
import io.sidecore.tuner.trial.TrialClock;
import io.sidecore.tuner.trial.TrialInterrupted;
import io.sidecore.tuner.trial.TrialPlan;
import io.sidecore.tuner.trial.TrialRunner;
import io.sidecore.tuner.trial.child.RunScope;
import io.sidecore.tuner.trial.compare.Findings;
import io.sidecore.tuner.trial.live.LiveArmParts;
import io.sidecore.tuner.trial.live.LiveSetup;
import io.sidecore.tuner.trial.progress.LiveProgress;
import io.sidecore.tuner.trial.progress.PlainProgress;
import io.sidecore.tuner.trial.progress.Terminal;
import io.sidecore.tuner.trial.result.Arm;
import io.sidecore.tuner.trial.result.Design;
import io.sidecore.tuner.trial.result.HostFacts;
import io.sidecore.tuner.trial.result.TrialResult;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sidecore trial}: every policy against the same load on real virtqueues, and a report that compares them. */
@Command(
        name = "trial",
        description = "Run each policy on the same load of real virtqueues, and compare: the closed loop at work.",
        mixinStandardHelpOptions = true,
        footer = {
            "%nStarts a backend and load guests of its own for each arm and stops them again; nothing else on this",
            "machine is changed. Ctrl-C ends it and leaves nothing behind. The report and journals go to --report.",
            "%nExamples:%n",
            "  sidecore trial                           each arm once, in about 100 s",
            "  sidecore trial --blocks 5 --seed 7       five blocks, each in an order drawn",
            "  sidecore trial --policies shared,adaptive --design aba --blocks 4",
            "  sidecore trial --suite talk              the talk's graphs and claims, simulated",
            "%nA verdict is better, worse, no difference (the interval lies within",
            "--min-effect) or inconclusive. With one block intervals are from within each run,",
            "so that drift of the machine between arms is not in them.",
            "'sidecore compare' compares the report.json of two trials."
        })
final class TrialCommand implements Callable<Integer> {

    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration SEARCH = Duration.ofSeconds(14);
    private static final PrintStream MESSAGES = System.err;
    private static final Path PROC = Path.of("/proc");

    @Spec
    private CommandSpec spec;

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Mixin
    private PolicyOptions policies = new PolicyOptions();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long each run of an arm is measured, 1 or more; default ${DEFAULT-VALUE}.",
            defaultValue = "10")
    private int seconds;

    @Option(
            names = "--seed",
            description = "Of all that is random in the load, and of the order of arms; default ${DEFAULT-VALUE}.",
            defaultValue = "1")
    private long seed;

    @Option(
            names = "--blocks",
            paramLabel = "N",
            description = "How often each arm is measured, each time in an order that is drawn: 1, or 3 or more "
                    + "(default: ${DEFAULT-VALUE}). Each block takes as long as a trial of one.",
            defaultValue = "1")
    private int blocks;

    @Option(
            names = "--design",
            paramLabel = "NAME",
            description =
                    "blocks: each arm once in each block (default); aba: each arm between two runs of --baseline.")
    private Design.Kind design = Design.Kind.BLOCKS;

    @Option(
            names = "--baseline",
            paramLabel = "ARM",
            description = "What every other arm is compared with, with --design aba; default: the first.")
    private Optional<String> baseline = Optional.empty();

    @Option(
            names = "--min-effect",
            paramLabel = "P",
            description = "A difference smaller than this is none, as in 2%%; default 3%%.")
    private Share smallestEffect = new Share(Design.SMALLEST_EFFECT);

    @Option(
            names = "--io-cpus",
            paramLabel = "LIST",
            description = "I/O cores: where workers are pinned to. Default: the first half of the CPUs, at most 4.")
    private Optional<CpuSet> ioCpus = Optional.empty();

    @Option(
            names = "--guest-cpus",
            paramLabel = "LIST",
            description =
                    "Where the guests' vCPU threads run, one to a CPU. Default: the last CPUs, as many as I/O cores.")
    private Optional<CpuSet> guestCpus = Optional.empty();

    @Mixin
    private VetoOptions veto = new VetoOptions();

    @Option(names = "--no-bpf", description = "Watch workers through /proc only.")
    private boolean noBpf;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Where report.html, report.json and the journals go. Default: sidecore-trial-TIME here.")
    private Optional<Path> report = Optional.empty();

    /** A set of trials that belong together. */
    enum Suite {
        TALK
    }

    @Option(
            names = "--suite",
            paramLabel = "NAME",
            description = "Instead of real virtqueues, simulate: talk for the graphs of \"Vhost: Sharing is better\", "
                    + "and which of its claims hold. Of all other options, only --report goes with it.")
    private Optional<Suite> suite = Optional.empty();

    @Override
    public Integer call() throws IOException {
        if (suite.isPresent()) {
            requireOnlyReport();
            Path to = report.orElseGet(TrialCommand::defaultReport);
            new TalkTrial(TalkSuite.FULL, to).run(spec.commandLine().getOut(), MESSAGES);
            return 0;
        }
        Map<String, PolicyDocument> documents = new LinkedHashMap<>();
        policies.documents().forEach(document -> documents.put(document.name(), document));
        List<Arm> arms = new ArrayList<>();
        documents
                .values()
                .forEach(document -> arms.add(new Arm(
                        document.name(), document.inWords(), document.judge().isPresent())));
        documents.values().stream()
                .flatMap(document ->
                        Expectations.unmet(document, Expectations.offered(Path.of("/")), "this host").stream())
                .forEach(MESSAGES::println);
        Load chosen = load.load();
        TrialPlan plan = new TrialPlan(
                arms, seed, load.inWords(), WARM_UP, SEARCH, Duration.ofSeconds(seconds), design(arms.get(0)));
        CpuSplit cpus = CpuSplit.ofThisProcess(ioCpus, guestCpus);
        Path directory = Files.createDirectories(report.orElseGet(TrialCommand::defaultReport));
        LiveSetup setup = new LiveSetup(
                launcher(),
                new Cores(cpus.io(), cpus.all()),
                cpus.guests(),
                chosen,
                load.arguments(seed),
                documents,
                !noBpf,
                veto.script(),
                directory);
        try (RunScope scope = RunScope.open(temporary(), MESSAGES)) {
            Progress progress = progress();
            TrialBench bench = new TrialBench(TrialClock.SYSTEM, () -> HostTimes.read(PROC), progress, scope);
            print(
                    new TrialRunner(plan, new LiveArmParts(setup, progress), bench)
                            .run(HostFacts.ofThisMachine(PROC, Version.number())),
                    directory);
            return 0;
        } catch (TrialInterrupted e) {
            return 130; // the scope has said so, and the JVM is ending
        }
    }

    private void requireOnlyReport() {
        spec.commandLine().getParseResult().matchedOptions().stream()
                .map(option -> option.longestName())
                .filter(name -> !name.equals("--suite") && !name.equals("--report"))
                .findFirst()
                .ifPresent(name -> {
                    throw new ParameterException(
                            spec.commandLine(), name + " does not go with --suite (want --report alone beside it)");
                });
    }

    private Design design(Arm first) {
        if (blocks < 1 || blocks == 2) {
            throw new ParameterException(
                    spec.commandLine(), "--blocks wants 1, or 3 or more: two give no interval worth having: " + blocks);
        }
        boolean aba = design == Design.Kind.ABA;
        if (baseline.isPresent() && !aba) {
            throw new ParameterException(spec.commandLine(), "--baseline goes with --design aba");
        }
        return new Design(
                design,
                blocks,
                aba ? Optional.of(baseline.orElse(first.name())) : Optional.empty(),
                smallestEffect.value());
    }

    private void print(TrialResult result, Path directory) throws IOException {
        Path html = directory.resolve("report.html");
        Path json = directory.resolve("report.json");
        Findings findings = Findings.of(result);
        Files.writeString(html, HtmlReport.of(findings));
        Files.writeString(json, JsonReport.write(findings));
        PrintWriter out = spec.commandLine().getOut();
        out.print(TextReport.of(findings));
        out.println();
        out.println("Report: " + html.toAbsolutePath());
        out.println("JSON:   " + json.toAbsolutePath());
        out.flush();
    }

    private static Progress progress() {
        Terminal terminal = Terminal.detect(System.getenv());
        return terminal.live() ? new LiveProgress(MESSAGES, terminal) : new PlainProgress(MESSAGES);
    }

    private static Path defaultReport() {
        return Path.of("sidecore-trial-"
                + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now(ZoneId.systemDefault())));
    }

    /** Where sockets go. Not java.io.tmpdir, which heeds no TMPDIR. */
    private static Path temporary() {
        String chosen = System.getenv("TMPDIR");
        return Path.of(chosen == null || chosen.isEmpty() ? "/tmp" : chosen);
    }

    private static Path launcher() {
        String path = System.getProperty("sidecore.launcher");
        if (path == null) {
            throw new IllegalStateException(
                    "a trial starts its backend and guests through the script sidecore; start it with ./sidecore trial");
        }
        return Path.of(path);
    }
}
