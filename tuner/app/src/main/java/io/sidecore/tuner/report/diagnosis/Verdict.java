package io.sidecore.tuner.report.diagnosis;

import io.sidecore.collector.diagnosis.Diagnosis;
import io.sidecore.collector.signal.host.Activity;
import io.sidecore.collector.signal.host.HostWindows;
import io.sidecore.collector.signal.host.WorkerSeries;
import io.sidecore.tuner.report.svg.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A diagnosis in a few sentences. */
final class Verdict {

    private Verdict() {}

    static String of(Diagnosis diagnosis) {
        HostWindows windows = diagnosis.windows();
        if (windows.count() == 0) {
            return "Nothing was seen: it takes two samples to make a window, and there were fewer.";
        }
        String seen = "Seen: " + count(windows.workers().size(), "worker") + ", "
                + count(windows.queues().size(), "virtqueue") + " and "
                + count(windows.guests().size(), "guest")
                + " in " + count(windows.count(), "window") + " over "
                + Figures.seconds(windows.length().toNanos() / 1e9) + ".";
        if (windows.workers().isEmpty()) {
            return "No I/O thread was found on this host. " + seen;
        }
        if (diagnosis.blamesAnIoThread()) {
            return count(diagnosis.findings().size(), "finding") + ", the most harmful first. " + seen;
        }
        String others = diagnosis.findings().isEmpty()
                ? ""
                : " But " + count(diagnosis.findings().size(), "other finding") + ".";
        return headline(diagnosis) + others + " " + seen + healthy(windows);
    }

    /** The first sentence. */
    static String headline(Diagnosis diagnosis) {
        return diagnosis.windows().workers().stream()
                        .allMatch(worker -> worker.threadSource().isEmpty())
                ? "No bottleneck was found, but no thread could be measured."
                : "No I/O thread is a bottleneck.";
    }

    /** The numbers that say so: of the worker that is worst off in each. */
    private static String healthy(HostWindows windows) {
        List<String> sentences = new ArrayList<>();
        most(windows, Activity.WORK)
                .ifPresent(worker -> sentences.add("Busiest: " + worker.worker().name() + ", work "
                        + share(worker, Activity.WORK) + " of the time"));
        most(windows, Activity.RUNNABLE)
                .ifPresent(worker -> sentences.add(
                        "kept from running most: " + worker.worker().name() + ", " + share(worker, Activity.RUNNABLE)));
        windows.queues().stream()
                .filter(queue -> queue.delayNanos(0.99).isPresent())
                .max(Comparator.comparingDouble(queue -> queue.delayNanos(0.99).orElse(0)))
                .ifPresent(
                        queue -> sentences.add("slowest queue: " + queue.queue().name() + ", p99 delay "
                                + Figures.micros(queue.delayNanos(0.99).orElse(0) / 1e3)));
        return sentences.isEmpty() ? "" : " " + String.join("; ", sentences) + ".";
    }

    private static Optional<WorkerSeries> most(HostWindows windows, Activity activity) {
        return windows.workers().stream()
                .filter(worker -> worker.share(activity).count() > 0)
                .max(Comparator.comparingDouble(
                        worker -> worker.share(activity).median().orElse(0)));
    }

    private static String share(WorkerSeries worker, Activity activity) {
        OptionalDouble median = worker.share(activity).median();
        return median.isPresent() ? Figures.percent(median.getAsDouble()) : Figures.NONE;
    }

    /** {@code 1 worker}, {@code 2 workers}. */
    static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** The first few of a list. */
    static String some(List<String> names, int most) {
        String shown = String.join(", ", names.subList(0, Math.min(most, names.size())));
        return names.size() > most ? shown + " and " + (names.size() - most) + " more" : shown;
    }
}
