package io.sidecore.tuner.trial.live;

import io.sidecore.collector.live.LiveSampling;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.Observations;
import io.sidecore.policies.Placement;
import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.ready.ReadyPolicy;
import io.sidecore.tuner.backend.vhostuser.VhostUserBackend;
import io.sidecore.tuner.control.ControlLoop;
import io.sidecore.tuner.control.Window;
import io.sidecore.tuner.control.journal.Journal;
import io.sidecore.tuner.control.journal.JournalEntry;
import io.sidecore.tuner.control.judge.Verdict;
import io.sidecore.tuner.trial.DecisionLog;
import io.sidecore.tuner.trial.Steering;
import io.sidecore.tuner.trial.result.DecisionMark.Outcome;
import io.sidecore.tuner.trial.result.Unmeasured;
import io.sidecore.vhostuser.control.BackendClient;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The control loop of one arm, wired to a backend that runs as a process of its own. */
final class LiveSteering implements Steering {

    private final LiveSampling sampling;
    private final VhostUserBackend backend;
    private final Journal journal;
    private final ControlLoop loop;
    private @Nullable Observation latest;

    private LiveSteering(LiveSampling sampling, VhostUserBackend backend, Journal journal, ReadyPolicy policy) {
        this.sampling = sampling;
        this.backend = backend;
        this.journal = journal;
        Window window = new Window(
                sampling, Observations::between, policy.document().objective(), observation -> latest = observation);
        this.loop = new ControlLoop(window, policy, backend, journal);
    }

    /** Connects; nothing is changed before the first step. */
    static LiveSteering connect(
            LiveSetup setup, PolicyDocument document, Path control, Path journalFile, DecisionLog decisions) {
        VhostUserBackend backend = new VhostUserBackend(BackendClient.connect(control));
        LiveSampling sampling = LiveSampling.start(Path.of(control + ".counters"), setup.useBpf());
        Journal journal =
                Journal.open(journalFile, System::nanoTime, InstantSource.system(), entry -> mark(entry, decisions));
        journal.started(document.name(), control.toString());
        return new LiveSteering(
                sampling, backend, journal, ReadyPolicy.of(document, backend.host(setup.cores()), System::nanoTime));
    }

    private static void mark(JournalEntry entry, DecisionLog decisions) {
        if (entry instanceof JournalEntry.Intent intent) {
            decisions.decided(System.nanoTime(), intent.decision());
        } else if (entry instanceof JournalEntry.Result result) {
            decisions.judged(outcome(result.verdict()), result.text());
        }
    }

    private static Outcome outcome(Verdict verdict) {
        return switch (verdict) {
            case BETTER, IMPOSED, OVERRIDDEN -> Outcome.KEPT;
            case WORSE, INCONCLUSIVE, RECOVERED -> Outcome.UNDONE;
            case FAILED -> Outcome.FAILED;
            case WAIT, ABANDONED -> Outcome.OPEN;
        };
    }

    @Override
    public Optional<Observation> step() {
        latest = null;
        loop.step();
        return Optional.ofNullable(latest);
    }

    @Override
    public Placement placement() {
        return backend.placement();
    }

    @Override
    public Optional<String> threadTimes() {
        return Optional.of(sampling.threadTimes().name());
    }

    @Override
    public List<Unmeasured> notMeasured() {
        return sampling.degradations().stream()
                .map(sentence -> new Unmeasured("probes", sentence))
                .toList();
    }

    @Override
    public void close() {
        try {
            loop.close();
        } finally {
            journal.close();
            sampling.close();
            backend.close();
        }
    }
}
