package io.sidecore.tuner.trial.live;

import io.sidecore.collector.live.LiveSampling;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.Observations;
import io.sidecore.policies.Placement;
import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.ready.ReadyPolicy;
import io.sidecore.tuner.backend.vhostuser.VhostUserBackend;
import io.sidecore.tuner.control.ControlLoop;
import io.sidecore.tuner.control.Takeover;
import io.sidecore.tuner.control.Window;
import io.sidecore.tuner.control.journal.Journal;
import io.sidecore.tuner.control.journal.JournalEntry;
import io.sidecore.tuner.control.judge.Verdict;
import io.sidecore.tuner.control.veto.Consent;
import io.sidecore.tuner.control.veto.script.AskedAside;
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
    private final Optional<AskedAside> veto;
    private final ControlLoop loop;
    private @Nullable Observation latest;

    private LiveSteering(
            LiveSampling sampling,
            VhostUserBackend backend,
            Journal journal,
            ReadyPolicy policy,
            Optional<AskedAside> veto) {
        this.veto = veto;
        this.sampling = sampling;
        this.backend = backend;
        this.journal = journal;
        Window window = new Window(
                sampling, Observations::between, policy.document().objective(), observation -> latest = observation);
        Consent consent = Consent.of(veto, System::nanoTime, InstantSource.system());
        this.loop = new ControlLoop(window, policy, backend, journal, consent);
    }

    /**
     * Where a backend is met.
     *
     * @param control its socket for commands
     * @param journal the file for the journal
     */
    record Place(Path control, Path journal) {}

    /** Connects; but for what the takeover undoes, nothing is changed before the first step. */
    static LiveSteering connect(
            LiveSetup setup, PolicyDocument document, Place place, Takeover takeover, DecisionLog decisions) {
        String name = place.control().toString();
        VhostUserBackend backend = new VhostUserBackend(BackendClient.connect(place.control()));
        takeover.begin(place.journal(), name, backend);
        LiveSampling sampling = LiveSampling.start(Path.of(name + ".counters"), setup.useBpf());
        Journal journal = Journal.open(
                place.journal(), System::nanoTime, InstantSource.system(), entry -> mark(entry, decisions));
        journal.started(document.name(), name);
        return new LiveSteering(
                sampling,
                backend,
                journal,
                ReadyPolicy.of(document, backend.host(setup.cores()), System::nanoTime),
                setup.veto().map(AskedAside::new));
    }

    private static void mark(JournalEntry entry, DecisionLog decisions) {
        if (entry instanceof JournalEntry.Intent intent) {
            decisions.decided(System.nanoTime(), intent.decision());
        } else if (entry instanceof JournalEntry.Vetoed vetoed) {
            decisions.decided(System.nanoTime(), vetoed.decision());
            decisions.judged(Outcome.VETOED, vetoed.reason());
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
            veto.ifPresent(AskedAside::close);
            journal.close();
            sampling.close();
            backend.close();
        }
    }
}
