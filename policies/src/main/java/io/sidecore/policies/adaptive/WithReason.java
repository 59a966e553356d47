package io.sidecore.policies.adaptive;

import io.sidecore.policies.Decision;
import io.sidecore.policies.Reason;

/** The same decision for a better reason. */
record WithReason(Reason reason) implements Decision.Cases<Decision> {

    @Override
    public Decision hold(Decision.Hold decision) {
        return new Decision.Hold(reason);
    }

    @Override
    public Decision attach(Decision.Attach decision) {
        return new Decision.Attach(decision.queues(), decision.worker(), reason);
    }

    @Override
    public Decision repin(Decision.Repin decision) {
        return new Decision.Repin(decision.worker(), decision.cpus(), reason);
    }

    @Override
    public Decision poll(Decision.Poll decision) {
        return new Decision.Poll(decision.worker(), decision.mode(), reason);
    }

    @Override
    public Decision addWorker(Decision.AddWorker decision) {
        return new Decision.AddWorker(decision.cpus(), decision.mode(), decision.takes(), reason);
    }

    @Override
    public Decision retireWorker(Decision.RetireWorker decision) {
        return new Decision.RetireWorker(decision.workers(), decision.heir(), reason);
    }

    @Override
    public Decision arrange(Decision.Arrange decision) {
        return new Decision.Arrange(decision.steps(), reason);
    }
}
