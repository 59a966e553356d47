package io.sidecore.tuner.trial.result;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * An arm over its measured seconds; of several runs, their mean.
 *
 * @param seconds how long was measured
 * @param packetsPerSecond frames that guests received
 * @param bytesPerSecond bytes that guests received
 * @param requestsPerSecond requests that were answered
 * @param lost requests that were given up; latency leaves them out
 * @param latencyMicros absent if no request was answered
 * @param workerCpuCores CPUs that all workers together used; absent if no window was seen
 * @param interference share of the time that workers were runnable but not running, mean over workers; absent where
 *     nothing could tell
 * @param kicksPerPacket absent if no packet was received
 * @param callsPerPacket absent if no packet was received
 * @param stealShare share of CPU time that this machine's own hypervisor took away; absent where it does not tell
 */
public record ArmTotals(
        double seconds,
        double packetsPerSecond,
        double bytesPerSecond,
        double requestsPerSecond,
        long lost,
        Optional<LatencyMicros> latencyMicros,
        OptionalDouble workerCpuCores,
        OptionalDouble interference,
        OptionalDouble kicksPerPacket,
        OptionalDouble callsPerPacket,
        OptionalDouble stealShare,
        List<FlowTotals> flows) {
    public ArmTotals {
        if (!(seconds > 0)) {
            throw new IllegalArgumentException("the measured time must be longer than 0 s: " + seconds);
        }
        Checks.notNegative("packetsPerSecond", packetsPerSecond);
        Checks.notNegative("bytesPerSecond", bytesPerSecond);
        Checks.notNegative("requestsPerSecond", requestsPerSecond);
        workerCpuCores.ifPresent(cores -> Checks.notNegative("workerCpuCores", cores));
        interference.ifPresent(share -> Checks.share("interference", share));
        stealShare.ifPresent(share -> Checks.share("stealShare", share));
        flows = List.copyOf(flows);
    }

    /**
     * The mean of several runs, 1 or more; lost requests and counts are summed, the longest request stays the longest, and
     * the flows are those of the first run. What only some runs have is the mean of those.
     */
    public static ArmTotals mean(List<ArmTotals> runs) {
        if (runs.size() == 1) {
            return runs.get(0);
        }
        List<LatencyMicros> latencies =
                runs.stream().flatMap(run -> run.latencyMicros().stream()).toList();
        return new ArmTotals(
                mean(runs, ArmTotals::seconds),
                mean(runs, ArmTotals::packetsPerSecond),
                mean(runs, ArmTotals::bytesPerSecond),
                mean(runs, ArmTotals::requestsPerSecond),
                runs.stream().mapToLong(ArmTotals::lost).sum(),
                latencies.isEmpty() ? Optional.empty() : Optional.of(LatencyMicros.mean(latencies)),
                known(runs, ArmTotals::workerCpuCores),
                known(runs, ArmTotals::interference),
                known(runs, ArmTotals::kicksPerPacket),
                known(runs, ArmTotals::callsPerPacket),
                known(runs, ArmTotals::stealShare),
                runs.get(0).flows());
    }

    private static double mean(List<ArmTotals> runs, ToDoubleFunction<ArmTotals> value) {
        return runs.stream().mapToDouble(value).average().orElseThrow();
    }

    private static OptionalDouble known(List<ArmTotals> runs, Function<ArmTotals, OptionalDouble> value) {
        return runs.stream().map(value).flatMapToDouble(OptionalDouble::stream).average();
    }
}
