package io.sidecore.tuner.study;

import io.sidecore.collector.signal.Observations;
import io.sidecore.policies.Objective;
import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.ready.ReadyPolicy;
import io.sidecore.tuner.backend.simulated.SimulatedBackend;
import io.sidecore.tuner.control.ControlLoop;
import io.sidecore.tuner.control.Window;
import io.sidecore.tuner.control.journal.Journal;
import io.sidecore.tuner.control.journal.JournalEntry;
import io.sidecore.tuner.control.veto.Consent;
import io.sidecore.tuner.control.veto.Veto;
import io.sidecore.tuner.simulator.Costs;
import io.sidecore.tuner.simulator.Simulation;
import io.sidecore.tuner.simulator.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One run of a scenario under a policy or a fixed setting, and what it was worth.
 *
 * @param who the policy's or the setting's name
 * @param utility mean over what counts, see {@link Score}
 * @param deliveredPerSecond likewise
 * @param withinBounds share of it in which every p99 was within its bound, 0..1; absent if the objective has none, or
 *     nothing moved
 * @param journal what the policy did; empty for a fixed setting
 * @param events of the simulation
 */
public record Run(
        String who,
        double utility,
        double deliveredPerSecond,
        OptionalDouble withinBounds,
        List<JournalEntry> journal,
        long events) {

    private static final Duration STEP = Duration.ofMillis(100);
    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * What all runs of a comparison have in common.
     *
     * @param first seconds from the beginning that do not count
     * @param after seconds from each change on that do not count
     */
    public record Terms(Scenario scenario, Costs costs, long seed, Objective objective, double first, double after) {

        /** The same, for so long, of which the first seconds do not count. */
        Terms lasting(double seconds, double notCounted) {
            return new Terms(scenario.lasting(seconds), costs, seed, objective, notCounted, after);
        }

        private Score score() {
            return Score.of(scenario, objective, first, after);
        }

        private Simulation simulation() {
            return new Simulation(scenario, costs, seed);
        }

        private long steps() {
            return Math.round(scenario.seconds() * NANOS_PER_SECOND / STEP.toNanos());
        }
    }

    /** Leaves all as it is set at the beginning; only guests that come are put where the setting wants them. */
    public static Run of(FixedSetting setting, Terms terms) {
        Simulation simulation = terms.simulation();
        Score score = terms.score();
        try (SimulatedBackend backend = new SimulatedBackend(simulation, STEP, score::add)) {
            setting.apply(backend);
            int queues = simulation.queues().size();
            for (long i = 0; i < terms.steps(); i++) {
                backend.read();
                if (simulation.queues().size() != queues) {
                    setting.apply(backend);
                    queues = simulation.queues().size();
                }
            }
        }
        return of(setting.name(), score, List.of(), simulation);
    }

    /** Lets a policy steer. */
    public static Run of(PolicyDocument policy, Terms terms) {
        return of(policy, terms, Optional.empty());
    }

    /**
     * Lets a policy steer.
     *
     * @param veto is asked before each change; simulated time stands still meanwhile, if it waits
     */
    public static Run of(PolicyDocument policy, Terms terms, Optional<? extends Veto> veto) {
        Simulation simulation = terms.simulation();
        Score score = terms.score();
        List<JournalEntry> entries = new ArrayList<>();
        Path file = temporary();
        try (SimulatedBackend backend = new SimulatedBackend(simulation, STEP, score::add);
                Journal journal = Journal.open(file, backend, InstantSource.system(), entries::add);
                ControlLoop loop = new ControlLoop(
                        new Window(backend, Observations::between, policy.objective(), now -> {}),
                        ReadyPolicy.of(policy, backend.host(), backend),
                        backend,
                        journal,
                        Consent.of(veto, backend, InstantSource.system()))) {
            for (long i = 0; i < terms.steps(); i++) {
                loop.step();
            }
        } finally {
            delete(file);
        }
        return of(policy.name(), score, List.copyOf(entries), simulation);
    }

    private static Run of(String who, Score score, List<JournalEntry> journal, Simulation simulation) {
        return new Run(
                who, score.utility(), score.deliveredPerSecond(), score.withinBounds(), journal, simulation.events());
    }

    private static Path temporary() {
        try {
            return Files.createTempFile("sidecore-study", ".jsonl");
        } catch (IOException e) {
            throw new IllegalStateException("no file for a journal: " + e, e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new IllegalStateException(file + ": cannot be deleted: " + e, e);
        }
    }
}
