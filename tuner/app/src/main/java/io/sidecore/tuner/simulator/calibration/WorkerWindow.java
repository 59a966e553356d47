package io.sidecore.tuner.simulator.calibration;

/**
 * What a worker did from one sample to the next.
 *
 * @param sleeps whether it sleeps as soon as it is idle; then {@code nanos} is its time on a CPU, with all wake-ups, else
 *     the time of its visits only
 * @param nanos what is to be explained, above 0
 * @param packets frames
 * @param visits to queues that had work
 * @param limited visits that left work behind
 * @param calls to guests
 * @param wakeUps times that it went to sleep and woke; 0 if it polls or nobody counted them
 * @param waitNanos time from wake-ups until it ran, and any other wait for a CPU
 */
public record WorkerWindow(
        boolean sleeps,
        double nanos,
        double packets,
        double visits,
        double limited,
        double calls,
        double wakeUps,
        double waitNanos) {}
