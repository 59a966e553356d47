package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.signal.WorkerLoad;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Text;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/** Polls less where polls come up empty: from polling to spinning, and to sleep where there is hardly any traffic. */
final class PollLess implements Rule {

    @Override
    public Optional<Decision> propose(Situation here) {
        return here.serving().stream()
                .filter(load -> !here.is(PollMode.Kind.SLEEP, load))
                .filter(load -> load.emptyPolls() >= here.limits().maxEmptyPolls())
                .max(Comparator.comparingDouble(WorkerLoad::emptyPolls))
                .map(load -> lower(load, here));
    }

    private static Decision lower(WorkerLoad load, Situation here) {
        boolean spin = here.isActive() && here.is(PollMode.Kind.POLL, load);
        PollMode mode =
                spin ? PollMode.spin(Duration.ofNanos(1000L * here.limits().spinMicros())) : PollMode.SLEEP;
        return new Decision.Poll(
                load.worker(),
                mode,
                Reason.of(
                        load.worker() + " spends " + Text.percent(load.emptyPolls()) + " of its time on empty polls at "
                                + Text.rate(load.packetsPerSecond()) + " frames; " + mode + " saves up to "
                                + Text.cpus(load.emptyPolls())));
    }
}
