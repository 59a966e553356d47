package io.sidecore.tuner.trial.result;

import java.util.OptionalDouble;

/**
 * One run of an arm, in a trial that may run each several times. The measures are those of its steady part; absent where
 * they, or a steady part, could not be had.
 *
 * @param block from 1
 * @param place in the order of all runs of the trial, from 1
 * @param steady whether a steady part was found
 * @param cutSeconds what was left out at the beginning of the measured seconds, since it was not steady yet
 * @param p99Micros 99th percentile of request latency in a typical (median) interval
 * @param stealShare share of CPU time that this machine's own hypervisor took away
 */
public record RunResult(
        int block,
        int place,
        boolean steady,
        double cutSeconds,
        OptionalDouble packetsPerSecond,
        OptionalDouble p99Micros,
        OptionalDouble workerCpuCores,
        OptionalDouble stealShare) {
    public RunResult {
        if (block < 1 || place < 1) {
            throw new IllegalArgumentException("blocks and places count from 1: " + block + ", " + place);
        }
        Checks.notNegative("cutSeconds", cutSeconds);
        stealShare.ifPresent(share -> Checks.share("stealShare", share));
    }
}
