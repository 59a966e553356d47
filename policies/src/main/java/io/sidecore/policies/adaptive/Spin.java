package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Text;
import java.time.Duration;
import java.util.Optional;

/** Lets a sleeping worker that wakes up often look for a while before it sleeps: cheaper than polling, and safer. */
final class Spin implements Rule {

    @Override
    public Optional<Decision> propose(Situation here) {
        PollMode mode = PollMode.spin(Duration.ofNanos(1000L * here.limits().spinMicros()));
        return here.serving().stream()
                .filter(load -> here.is(PollMode.Kind.SLEEP, load))
                .filter(load -> here.wakesOften(load) && !here.isContended(load))
                .min(here.byWakeUps())
                .map(load -> new Decision.Poll(
                        load.worker(),
                        mode,
                        Reason.of(load.worker() + " sleeps and wakes up " + Text.rate(load.sleepsPerSecond())
                                + " at load "
                                + Text.percent(load.saturation().busy()) + "; looking for "
                                + here.limits().spinMicros() + " us before it sleeps saves most wake-ups")));
    }
}
