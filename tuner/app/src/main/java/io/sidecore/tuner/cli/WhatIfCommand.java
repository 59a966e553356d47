package io.sidecore.tuner.cli;

import io.sidecore.collector.recording.SampleLogReader;
import io.sidecore.collector.recording.Span;
import io.sidecore.tuner.record.ReplayedWindows;
import io.sidecore.tuner.whatif.Calibration;
import io.sidecore.tuner.whatif.Change;
import io.sidecore.tuner.whatif.Forecast;
import io.sidecore.tuner.whatif.Outcome;
import io.sidecore.tuner.whatif.Prediction;
import io.sidecore.tuner.whatif.PredictionFiles;
import io.sidecore.tuner.whatif.Predictor;
import io.sidecore.tuner.whatif.Recorded;
import io.sidecore.tuner.whatif.RecordedReading;
import io.sidecore.tuner.whatif.Verification;
import io.sidecore.tuner.whatif.WhatIfText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sidecore whatif}: what a change would do, and later what such a prediction was worth. */
@Command(
        name = "whatif",
        description = "Predict from a recording what more guests or workers would do; check it by a later recording.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:done; with --check, whether or not the prediction came true",
            "  1:a file could not be read, or is not of what is asked",
            "  2:the command line was wrong",
            "  3:with --check: the recording tells nothing of what was predicted"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sidecore record -o now.screc --seconds 60",
            "  sidecore whatif --recording now.screc --guests +1 --save plan.json",
            "  sidecore whatif --recording now.screc --guests +2 --like vm1",
            "  sidecore whatif --check plan.json --recording later.screc",
            "%nA checked prediction goes to the log, and makes later intervals wider, or",
            "narrower once there are 9. --workers goes with workers that serve several guests."
        })
final class WhatIfCommand implements Callable<Integer> {

    /** As {@code compare} has it. */
    private static final int CANNOT_TELL = 3;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--recording",
            paramLabel = "FILE",
            required = true,
            description = "A recording, made by 'sidecore record'; 20 windows or more.")
    private Path recording = Path.of("");

    @Option(names = "--guests", paramLabel = "+N|-N", description = "How many guests more or fewer.")
    private int guests;

    @Option(names = "--workers", paramLabel = "+N|-N", description = "How many workers more or fewer.")
    private int workers;

    @Option(
            names = "--like",
            paramLabel = "GUEST",
            description = "The guest that those are like; default: the mean of all.")
    private Optional<String> like = Optional.empty();

    @Option(
            names = "--until",
            paramLabel = "P",
            description = "Say how many more guests fit until this load is reached; default 80%%.")
    private Share limit = new Share(0.8);

    @Option(names = "--save", paramLabel = "FILE", description = "Write the prediction there, to be checked later.")
    private Optional<Path> save = Optional.empty();

    @Option(
            names = "--check",
            paramLabel = "FILE",
            description = "Say what became of this prediction, by a later recording.")
    private Optional<Path> check = Optional.empty();

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "Where checked predictions are kept; default ${DEFAULT-VALUE}.",
            defaultValue = "sidecore-whatif.jsonl")
    private Path log = Path.of("");

    @Override
    public Integer call() throws IOException {
        boolean asks = guests != 0 || workers != 0;
        if (asks == check.isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "either ask with --guests or --workers (+1, say), or --check a prediction");
        }
        Recorded recorded = read();
        PrintWriter out = spec.commandLine().getOut();
        int exitCode = asks ? predict(recorded, out) : check(check.orElseThrow(), recorded, out);
        out.flush();
        return exitCode;
    }

    private int predict(Recorded recorded, PrintWriter out) throws IOException {
        Calibration calibration = PredictionFiles.log(log);
        Predictor predictor = new Predictor(recorded, calibration);
        Prediction prediction = predictor.predict(new Change(guests, workers, like));
        if (save.isPresent()) {
            Files.writeString(save.get(), PredictionFiles.text(prediction));
        }
        WhatIfText.of(recorded, prediction, calibration).forEach(out::println);
        out.println(room(recorded, predictor));
        return ExitCode.OK;
    }

    private String room(Recorded recorded, Predictor predictor) {
        String until = Math.round(100 * limit.value()) + " %";
        OptionalInt fit = predictor.room(limit.value(), like, false);
        OptionalInt surely = predictor.room(limit.value(), like, true);
        return "Until the " + recorded.resource() + " is " + until + ", as things are now: "
                + (fit.isPresent() ? fit.getAsInt() + " more guests fit" : "no limit to guests was found")
                + (surely.isPresent() ? ", " + surely.getAsInt() + " if the upper end comes true." : ".");
    }

    private int check(Path file, Recorded later, PrintWriter out) throws IOException {
        Prediction prediction = PredictionFiles.read(file);
        List<Outcome> outcomes = Verification.of(prediction, later);
        if (outcomes.isEmpty()) {
            out.println("Nothing of the prediction can be checked: " + recording + " does not tell, or has as 0, "
                    + prediction.forecasts().stream().map(Forecast::quantity).collect(Collectors.joining(", ")) + ".");
            return CANNOT_TELL;
        }
        PredictionFiles.add(log, outcomes);
        WhatIfText.of(outcomes, PredictionFiles.log(log)).forEach(out::println);
        return ExitCode.OK;
    }

    private Recorded read() throws IOException {
        try (SampleLogReader reader = SampleLogReader.open(recording)) {
            Span span = reader.span().orElseThrow(() -> new IllegalArgumentException(recording + " has no samples"));
            return RecordedReading.of(
                    reader.header().host(),
                    ReplayedWindows.of(reader, span.samples()).windows(List.of()));
        }
    }
}
