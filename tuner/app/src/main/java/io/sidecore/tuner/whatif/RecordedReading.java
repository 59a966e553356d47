package io.sidecore.tuner.whatif;

import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.sample.Histogram;
import io.sidecore.collector.signal.host.Activity;
import io.sidecore.collector.signal.host.CpuObservation;
import io.sidecore.collector.signal.host.HostObservation;
import io.sidecore.collector.signal.host.HostWindows;
import io.sidecore.collector.signal.host.QueueObservation;
import io.sidecore.collector.signal.host.WorkerObservation;
import io.sidecore.tuner.statistics.BlockBootstrap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Takes from the windows of a recording what a prediction is made of. */
public final class RecordedReading {

    private final String host;
    private final List<HostObservation> windows;
    private final boolean shared;
    private final Set<String> workers = new TreeSet<>();
    private final Set<String> guests = new TreeSet<>();

    private RecordedReading(String host, HostWindows all) {
        this.host = host;
        this.shared = all.inventory().workers().stream().map(HostWorker::kind).anyMatch(Recorded.SHARED::contains);
        for (HostWorker worker : all.inventory().workers()) {
            if (!shared || Recorded.SHARED.contains(worker.kind())) {
                workers.add(worker.name());
                worker.guest().ifPresent(guests::add);
            }
        }
        all.inventory().queues().stream()
                .filter(queue -> queue.worker().filter(workers::contains).isPresent())
                .forEach(queue -> guests.add(queue.guest()));
        // A window in which a worker came, went or was not watched would look like a small load.
        this.windows = all.windows().stream().filter(this::isWhole).toList();
    }

    /**
     * Reads.
     *
     * @throws IllegalArgumentException if there are too few guests, workers or windows to tell anything from
     */
    public static Recorded of(String host, HostWindows windows) {
        return new RecordedReading(host, windows).recorded();
    }

    private boolean isWhole(HostObservation window) {
        Set<String> known = window.workers().stream()
                .filter(worker -> busy(worker).isPresent())
                .map(worker -> worker.worker().name())
                .collect(Collectors.toSet());
        return known.containsAll(workers) && !window.cpus().isEmpty();
    }

    private Recorded recorded() {
        if (guests.isEmpty() || workers.isEmpty()) {
            throw new IllegalArgumentException(
                    "no guest with a worker was recorded, so that nothing can be told of another");
        }
        if (windows.size() < BlockBootstrap.FEWEST) {
            throw new IllegalArgumentException("only " + windows.size()
                    + " windows have all workers and their load; a prediction needs " + BlockBootstrap.FEWEST
                    + " or more: record for longer, or with probes");
        }
        SortedMap<String, double[]> ofWorker = new TreeMap<>();
        workers.forEach(name -> ofWorker.put(name, load(name)));
        Loads own = new Loads(ofWorker, ofGuest(ofWorker));
        String busiest = own.busiestWorker();
        Loads loads = shared ? own : cpus();
        return new Recorded(
                host,
                windows.get(0).atEpochMillis(),
                Set.copyOf(guests),
                Set.copyOf(workers),
                shared,
                shared ? 1 : windows.get(0).cpus().size(),
                loads,
                waits(queue -> !shared || queue.equals(busiest)),
                own.busiest(own.allWindows()));
    }

    private double[] load(String worker) {
        return windows.stream()
                .mapToDouble(window -> window.workers().stream()
                        .filter(one -> one.worker().name().equals(worker))
                        .findFirst()
                        .map(RecordedReading::busy)
                        .orElse(OptionalDouble.empty())
                        .orElse(0))
                .toArray();
    }

    /** Work, and the loop around it; a thread that polls without end tells its work itself, or not at all. */
    private static OptionalDouble busy(WorkerObservation worker) {
        OptionalDouble work = worker.split().share(Activity.WORK);
        OptionalDouble other = worker.worker().kind().alwaysPolls()
                ? OptionalDouble.empty()
                : worker.split().share(Activity.OTHER);
        return work.isEmpty() ? other : OptionalDouble.of(Math.min(1, work.getAsDouble() + other.orElse(0)));
    }

    /** Each worker's load, split by what its queues took; evenly where that is not known. */
    private SortedMap<String, double[]> ofGuest(Map<String, double[]> ofWorker) {
        SortedMap<String, double[]> loads = new TreeMap<>();
        guests.forEach(guest -> loads.put(guest, new double[windows.size()]));
        for (int i = 0; i < windows.size(); i++) {
            for (Map.Entry<String, double[]> worker : ofWorker.entrySet()) {
                Map<String, Double> shares = shares(windows.get(i), worker.getKey());
                double all =
                        shares.values().stream().mapToDouble(share -> share).sum();
                for (Map.Entry<String, Double> share : shares.entrySet()) {
                    double part = all > 0 ? share.getValue() / all : 1.0 / shares.size();
                    double[] load = loads.get(share.getKey());
                    if (load != null) {
                        load[i] += part * worker.getValue()[i];
                    }
                }
            }
        }
        return loads;
    }

    private static Map<String, Double> shares(HostObservation window, String worker) {
        Map<String, Double> shares = new TreeMap<>();
        for (QueueObservation queue : window.queues()) {
            if (queue.queue().worker().filter(worker::equals).isPresent()) {
                shares.merge(queue.queue().guest(), queue.shareOfWorker().orElse(0), Double::sum);
            }
        }
        return shares;
    }

    /** All CPUs as one, used by all guests alike: also their vCPUs need some. */
    private Loads cpus() {
        double[] use = windows.stream()
                .mapToDouble(window -> window.cpus().stream()
                        .mapToDouble(CpuObservation::use)
                        .average()
                        .orElse(0))
                .toArray();
        SortedMap<String, double[]> ofGuest = new TreeMap<>();
        for (String guest : guests) {
            double[] part = new double[use.length];
            for (int i = 0; i < part.length; i++) {
                part[i] = use[i] / guests.size();
            }
            ofGuest.put(guest, part);
        }
        return new Loads(new TreeMap<>(Map.of("CPUs", use)), ofGuest);
    }

    private Waits waits(Predicate<String> worker) {
        List<Histogram> delays = new ArrayList<>();
        double[] turns = new double[windows.size()];
        double[] work = new double[windows.size()];
        boolean counted = true;
        for (int i = 0; i < windows.size(); i++) {
            HostObservation window = windows.get(i);
            double seconds = window.window().toNanos() / 1e9;
            Histogram delay = Histogram.empty();
            for (QueueObservation queue : window.queues()) {
                if (queue.queue().worker().filter(worker).isPresent()) {
                    delay = delay.plus(queue.delay().orElse(Histogram.empty()));
                    counted &= queue.runsPerSecond().isPresent() && queue.busy().isPresent();
                    turns[i] += seconds * queue.runsPerSecond().orElse(0);
                    work[i] += seconds * queue.busy().orElse(0);
                }
            }
            delays.add(delay);
        }
        boolean measured = delays.stream().anyMatch(delay -> delay.count() > 0);
        return new Waits(
                measured ? delays : List.of(), counted ? turns : new double[0], counted ? work : new double[0]);
    }
}
