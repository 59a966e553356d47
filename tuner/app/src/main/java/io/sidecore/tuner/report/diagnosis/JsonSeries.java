package io.sidecore.tuner.report.diagnosis;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecore.collector.signal.host.Activity;
import io.sidecore.collector.signal.host.ExitRate;
import io.sidecore.collector.signal.host.GuestObservation;
import io.sidecore.collector.signal.host.GuestSeries;
import io.sidecore.collector.signal.host.QueueObservation;
import io.sidecore.collector.signal.host.QueueSeries;
import io.sidecore.collector.signal.host.SignalSource;
import io.sidecore.collector.signal.host.Spread;
import io.sidecore.collector.signal.host.ThreadObservation;
import io.sidecore.collector.signal.host.WorkerSeries;
import java.util.List;
import java.util.OptionalDouble;

/** The numbers behind a diagnosis, as JSON: means over windows, and quantiles of all that was counted. */
final class JsonSeries {

    private JsonSeries() {}

    static void workers(ArrayNode to, List<WorkerSeries> workers) {
        for (WorkerSeries series : workers) {
            ObjectNode node = to.addObject();
            node.put("name", series.worker().name());
            node.put("kind", JsonDiagnosis.word(series.worker().kind()));
            node.put("tid", series.worker().tid());
            node.put("pid", series.worker().pid());
            node.put("guest", series.worker().guest().orElse(null));
            node.put("cpus", series.worker().cpus().toString());
            node.put("windows", series.windows().size());
            ObjectNode time = node.putObject("time");
            for (Activity activity : Activity.values()) {
                number(
                        time,
                        JsonDiagnosis.word(activity) + "_ratio",
                        series.share(activity).mean());
            }
            node.put(
                    "thread_source",
                    series.threadSource().map(SignalSource::text).orElse(null));
            node.put("work_source", series.workSource().map(SignalSource::text).orElse(null));
            number(node, "run_delay_p50_nanos", series.runDelayNanos(0.5));
            number(node, "run_delay_p99_nanos", series.runDelayNanos(0.99));
            mean(node, "sleeps_per_second", series.thread(ThreadObservation::sleepsPerSecond));
        }
    }

    static void queues(ArrayNode to, List<QueueSeries> queues) {
        for (QueueSeries series : queues) {
            ObjectNode node = to.addObject();
            node.put("name", series.queue().name());
            node.put("guest", series.queue().guest());
            node.put("worker", series.queue().worker().orElse(null));
            node.put("windows", series.windows().size());
            mean(node, "kicks_per_second", series.spread(QueueObservation::kicksPerSecond));
            mean(node, "calls_per_second", series.spread(QueueObservation::callsPerSecond));
            mean(node, "packets_per_second", series.spread(QueueObservation::packetsPerSecond));
            mean(node, "turns_per_second", series.spread(QueueObservation::runsPerSecond));
            mean(node, "drops_per_second", series.spread(QueueObservation::dropsPerSecond));
            mean(node, "kicks_per_packet", series.spread(QueueObservation::kicksPerPacket));
            mean(node, "calls_per_packet", series.spread(QueueObservation::callsPerPacket));
            mean(node, "limited_ratio", series.spread(QueueObservation::limited));
            mean(node, "busy_ratio", series.spread(QueueObservation::busy));
            mean(node, "share_of_worker_ratio", series.spread(QueueObservation::shareOfWorker));
            number(node, "delay_p50_nanos", series.delayNanos(0.5));
            number(node, "delay_p99_nanos", series.delayNanos(0.99));
        }
    }

    static void guests(ArrayNode to, List<GuestSeries> guests) {
        for (GuestSeries series : guests) {
            ObjectNode node = to.addObject();
            node.put("name", series.guest().name());
            node.put("pid", series.guest().pid());
            node.put("vcpus", series.guest().vcpus().size());
            mean(node, "exits_per_second", series.spread(GuestObservation::exitsPerSecond));
            mean(node, "kicks_per_second", series.spread(GuestObservation::kicksPerSecond));
            mean(node, "injections_per_second", series.spread(GuestObservation::injectionsPerSecond));
            ArrayNode exits = node.putArray("exits");
            for (ExitRate exit : ExitMeans.of(series)) {
                exits.addObject()
                        .put("reason", exit.reason())
                        .put("per_second", exit.perSecond())
                        .put("outside_cpus", exit.outside());
            }
        }
    }

    private static void mean(ObjectNode node, String key, Spread spread) {
        number(node, key, spread.mean());
    }

    private static void number(ObjectNode node, String key, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(key, value.getAsDouble());
        } else {
            node.putNull(key);
        }
    }
}
