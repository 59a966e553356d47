package io.sidecore.tuner.study.talk;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.signal.Observations;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Policy;
import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.ready.ReadyPolicy;
import io.sidecore.tuner.backend.Actuation;
import io.sidecore.tuner.backend.simulated.SimulatedBackend;
import io.sidecore.tuner.simulator.Simulation;
import io.sidecore.tuner.simulator.scenario.GuestSpec;
import java.time.Duration;
import java.util.SortedMap;

/** Brings a simulation to where a fixed design wants it, and pins if the design is a pinned one. */
final class Settled {

    private static final Duration STEP = Duration.ofMillis(1);

    /** Each step moves a guest or drops a worker, so a host of 25 guests needs no more than 100. */
    private static final int MOST_STEPS = 200;

    private Settled() {}

    /**
     * Lets the policy decide until it holds.
     *
     * @throws IllegalStateException if it never does
     */
    static void by(PolicyDocument document, Design design, Simulation simulation) {
        SimulatedBackend backend = new SimulatedBackend(simulation, STEP, sample -> {});
        Policy policy = ReadyPolicy.of(document, backend.host(), backend).policy();
        Sample before = backend.read();
        for (int i = 0; i < MOST_STEPS; i++) {
            Sample now = backend.read();
            Decision decision = policy.decide(Observations.between(before, now), backend.placement());
            if (decision instanceof Decision.Hold) {
                pin(design, simulation);
                return;
            }
            decision.match(backend).ifPresent(Actuation::keep);
            before = now;
        }
        throw new IllegalStateException(document.name() + " still changes things after " + MOST_STEPS + " steps");
    }

    private static void pin(Design design, Simulation simulation) {
        if (design == Design.BASELINE_PINNED) {
            besideGuests(simulation);
        } else if (design == Design.RFC_PINNED) {
            onLastCpus(simulation);
        }
    }

    private static void besideGuests(Simulation simulation) {
        SortedMap<QueueId, WorkerId> queues = simulation.queues();
        for (GuestSpec guest : simulation.scenario().guests()) {
            guest.vcpus()
                    .ifPresent(cpus -> queues.forEach((queue, worker) -> {
                        if (queue.device().equals(guest.name())) {
                            simulation.pin(worker, cpus);
                        }
                    }));
        }
    }

    private static void onLastCpus(Simulation simulation) {
        int cpus = simulation.scenario().host().cpus();
        int index = 0;
        for (WorkerId worker : simulation.workers().keySet()) {
            simulation.pin(worker, CpuSet.of(cpus - 1 - index++ % cpus));
        }
    }
}
