package io.sidecore.tuner.trial.live;

import io.sidecore.tuner.control.Takeover;
import io.sidecore.tuner.trial.ArmFailure;
import io.sidecore.tuner.trial.ArmParts;
import io.sidecore.tuner.trial.DecisionLog;
import io.sidecore.tuner.trial.Progress;
import io.sidecore.tuner.trial.Steering;
import io.sidecore.tuner.trial.Turn;
import io.sidecore.tuner.trial.child.Child;
import io.sidecore.tuner.trial.child.ChildProcess;
import io.sidecore.tuner.trial.result.Arm;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Starts a backend with one sleeping, unpinned worker for each guest, which is how the kernel has it and where every arm
 * starts; and the load guests.
 */
public final class LiveArmParts implements ArmParts {

    /** How long a child may take to disconnect and tidy up. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final String CONTROL = "control.sock";

    private final LiveSetup setup;
    private final Progress progress;

    /** @param progress is told what became of what an earlier trial left in the directory of the journals */
    public LiveArmParts(LiveSetup setup, Progress progress) {
        this.setup = setup;
        this.progress = progress;
    }

    @Override
    public Child startBackend(Arm arm, Path directory) {
        List<String> guests = setup.load().guests();
        List<String> arguments = new ArrayList<>(List.of(
                "backend",
                "--workers=" + guests.size(),
                "--cpus=" + setup.cores().all(),
                "--control=" + directory.resolve(CONTROL)));
        guests.forEach(guest -> arguments.add("--port=" + directory.resolve(guest + ".sock")));
        return start("backend", arguments);
    }

    @Override
    public Steering steer(Turn turn, Path directory, DecisionLog decisions) {
        String arm = turn.arm().name();
        LiveSteering.Place place = new LiveSteering.Place(
                directory.resolve(CONTROL), setup.journals().resolve(journal(turn)));
        try {
            return LiveSteering.connect(
                    setup,
                    Objects.requireNonNull(setup.policies().get(arm)),
                    place,
                    new Takeover(System::nanoTime, InstantSource.system(), line -> progress.problem(arm, line)),
                    decisions);
        } catch (RuntimeException e) {
            throw new ArmFailure("cannot steer the backend: " + e.getMessage(), e);
        }
    }

    @Override
    public Child startGuests(Arm arm, Path directory, Duration beforeMeasure, Duration measure) {
        List<String> arguments = new ArrayList<>(List.of(
                "guests",
                "--sockets=" + directory,
                "--warmup=" + seconds(beforeMeasure),
                "--seconds=" + seconds(measure),
                "--threads=" + setup.guestCpus().count(),
                "--cpus=" + setup.guestCpus(),
                "--output=json"));
        arguments.addAll(setup.loadArguments());
        return start("guests", arguments);
    }

    /** Each run has a journal of its own; one that an earlier trial left under that name is taken over from. */
    private static String journal(Turn turn) {
        return "journal-" + turn.arm().name() + (turn.run() == 1 ? "" : "-" + turn.run()) + ".jsonl";
    }

    private Child start(String name, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(setup.launcher().toString()));
        command.addAll(arguments);
        command.add("--exit-on-stdin-eof");
        return ChildProcess.start(name, command, PATIENCE, System::nanoTime);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1e9);
    }
}
