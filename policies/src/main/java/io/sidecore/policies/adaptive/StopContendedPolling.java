package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Text;
import java.util.Comparator;
import java.util.Optional;

/**
 * Lets a worker sleep whose CPU runs something else as well. A poller burns its time slice on empty queues and is off the
 * CPU when work comes; a sleeper that wakes is given the CPU soon.
 */
final class StopContendedPolling implements Rule {

    @Override
    public Optional<Decision> propose(Situation here) {
        return here.serving().stream()
                .filter(here::isContended)
                .filter(load -> !here.is(PollMode.Kind.SLEEP, load))
                .max(Comparator.comparingDouble(here::interference))
                .map(load -> new Decision.Poll(
                        load.worker(),
                        PollMode.SLEEP,
                        Reason.of(load.worker() + " waits for CPU " + load.cpus() + " "
                                + Text.percent(here.interference(load)) + " of the time, and spends "
                                + Text.percent(load.emptyPolls())
                                + " on empty polls; sleeping between kicks gives it the CPU when work comes")));
    }
}
