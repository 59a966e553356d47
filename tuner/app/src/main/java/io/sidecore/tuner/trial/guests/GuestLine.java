package io.sidecore.tuner.trial.guests;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;

/** One line of {@code sidecore guests -o json}. The component names are the keys, in snake case. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = GuestLine.Ready.class, name = "ready"),
    @JsonSubTypes.Type(value = GuestLine.Interval.class, name = "interval"),
    @JsonSubTypes.Type(value = GuestLine.Result.class, name = "result")
})
public sealed interface GuestLine {

    /** All guests are connected; the load begins now. */
    record Ready(int guests) implements GuestLine {}

    /**
     * One interval of the load.
     *
     * @param t its end, in seconds since the load began
     * @param phase {@code warmup} or {@code measure}
     * @param seconds its length
     * @param packets frames that guests received
     * @param lost requests that were given up
     */
    record Interval(
            double t,
            String phase,
            double seconds,
            long packets,
            long bytes,
            long requests,
            long lost,
            Latency latencyMicros)
            implements GuestLine {

        public boolean measured() {
            return phase.equals("measure");
        }
    }

    /** The measured seconds as a whole. The last line. */
    record Result(
            double seconds,
            long seed,
            long packets,
            long bytes,
            double packetsPerSecond,
            double requestsPerSecond,
            long lost,
            Latency latencyMicros,
            List<Flow> flows,
            long kicks,
            long calls)
            implements GuestLine {
        public Result {
            flows = List.copyOf(flows);
        }
    }

    /** One flow of the measured seconds. */
    record Flow(
            String flow,
            String kind,
            double packetsPerSecond,
            double requestsPerSecond,
            long lost,
            Optional<Latency> latencyMicros) {}

    /**
     * Microseconds from the moment that a request was meant to be sent. Without requests ({@code count} 0) the rest
     * means nothing; an interval gives only p50, p99 and max.
     */
    record Latency(double p50, double p90, double p99, double p999, double max, double mean, long count) {}
}
