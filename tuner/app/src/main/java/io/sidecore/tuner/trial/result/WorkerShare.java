package io.sidecore.tuner.trial.result;

import java.util.OptionalDouble;

/**
 * One worker in one window; all shares of the window, 0..1.
 *
 * @param onCpu on a CPU: what it costs
 * @param saturation on work that guests asked for
 * @param emptyPolls looking at empty queues
 * @param interference runnable but not running; absent where neither BPF nor /proc could tell
 */
public record WorkerShare(
        String worker, double onCpu, double saturation, double emptyPolls, OptionalDouble interference) {
    public WorkerShare {
        Checks.text("the name of a worker", worker);
        Checks.share("onCpu of " + worker, onCpu);
        Checks.share("saturation of " + worker, saturation);
        Checks.share("emptyPolls of " + worker, emptyPolls);
        interference.ifPresent(share -> Checks.share("interference of " + worker, share));
    }
}
