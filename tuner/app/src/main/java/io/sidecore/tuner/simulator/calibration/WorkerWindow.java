package io.sidecore.tuner.simulator.calibration;

/**
 * What a worker did from one sample to the next.
 *
 * @param busyNanos time that it spent in visits, above 0
 * @param packets frames
 * @param visits to queues that had work
 * @param limited visits that left work behind
 * @param calls to guests
 * @param wakeUps times that it went to sleep and woke; 0 unless it slept as soon as it was idle, and that was counted
 * @param wakingNanos time on a CPU beside visits, if it slept: for waking, and going to sleep
 * @param waitNanos time from wake-ups until it ran, and any other wait for a CPU, if it slept
 */
public record WorkerWindow(
        double busyNanos,
        double packets,
        double visits,
        double limited,
        double calls,
        double wakeUps,
        double wakingNanos,
        double waitNanos) {}
