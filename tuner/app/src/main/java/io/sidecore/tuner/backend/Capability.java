package io.sidecore.tuner.backend;

import io.sidecore.policies.Decision;
import java.util.EnumSet;
import java.util.Set;

/** What a backend can change. None pretends: what it cannot do is not asked of it. */
public enum Capability {
    /** Let another worker serve a queue, while I/O runs. */
    ATTACH_QUEUE,
    /** Change what a worker does when idle. */
    POLL,
    /** Change the CPUs that a worker may run on. */
    PIN,
    /** Start a worker. */
    ADD_WORKER,
    /** Stop a worker. */
    RETIRE_WORKER;

    /** What it takes to carry the decision out, and to undo it. */
    public static Set<Capability> neededFor(Decision decision) {
        return decision.match(new Needs());
    }

    private static final class Needs implements Decision.Cases<Set<Capability>> {
        @Override
        public Set<Capability> hold(Decision.Hold decision) {
            return EnumSet.noneOf(Capability.class);
        }

        @Override
        public Set<Capability> attach(Decision.Attach decision) {
            return EnumSet.of(ATTACH_QUEUE);
        }

        @Override
        public Set<Capability> repin(Decision.Repin decision) {
            return EnumSet.of(PIN);
        }

        @Override
        public Set<Capability> poll(Decision.Poll decision) {
            return EnumSet.of(POLL);
        }

        @Override
        public Set<Capability> addWorker(Decision.AddWorker decision) {
            Set<Capability> needs = EnumSet.of(ADD_WORKER, RETIRE_WORKER);
            if (!decision.takes().isEmpty()) {
                needs.add(ATTACH_QUEUE);
            }
            return needs;
        }

        @Override
        public Set<Capability> retireWorker(Decision.RetireWorker decision) {
            return EnumSet.of(ADD_WORKER, RETIRE_WORKER, ATTACH_QUEUE);
        }

        @Override
        public Set<Capability> arrange(Decision.Arrange decision) {
            Set<Capability> needs = EnumSet.noneOf(Capability.class);
            decision.steps().forEach(step -> needs.addAll(neededFor(step)));
            return needs;
        }
    }
}
