package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Text;
import java.util.Optional;

/**
 * Lets a worker poll that wakes up often and has an I/O core to itself. Never on a CPU that others use: measured, that
 * costs 10 to 100 times the throughput.
 */
final class Poll implements Rule {

    @Override
    public Optional<Decision> propose(Situation here) {
        return here.serving().stream()
                .filter(load -> !here.is(PollMode.Kind.POLL, load))
                .filter(load -> here.wakesOften(load) && here.hasOwnIoCore(load) && !here.isContended(load))
                .min(here.byWakeUps())
                .map(load -> new Decision.Poll(
                        load.worker(),
                        PollMode.POLL,
                        Reason.of(load.worker() + " sleeps and wakes up " + Text.rate(load.sleepsPerSecond())
                                + " on I/O core " + load.cpus() + ", which it has to itself (waits "
                                + Text.percent(here.interference(load)) + "); polling saves the wake-ups")));
    }
}
