package io.sidecore.tuner.sim;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.Interference;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueDelay;
import io.sidecore.collector.signal.QueueLoad;
import io.sidecore.collector.signal.Saturation;
import io.sidecore.collector.signal.WorkerLoad;
import io.sidecore.policies.Placement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;

/**
 * What a placement makes of guests and CPUs, without noise. For a worker with offered load r, arrivals a per second and
 * mean service s:
 *
 * <pre>
 * wake-ups = b (1 - r) / (1 + b * 8 us), since what comes while it wakes up needs no wake-up of its own;
 *            b = a asleep, a * exp(-a * spin) when spinning, none when polling
 * wants    = r + wake-ups * 8 us, and spinning and polling on top, all up to 1
 * busy     = r / (share of the CPU it gets), at most 1; what exceeds 1 is not served
 * delay    = s * busy / (1 - busy), at most 3 ms
 *          + 25 us for each frame that wakes the worker up, and 200 us * what others want of the CPU above a free half
 *          + 3 ms * share waited for the CPU, for a poller; a tenth of that for a sleeper, which is given the CPU at once
 * </pre>
 */
public final class SimModel {

    private static final double WAKE_UP_CPU_SECONDS = 8e-6;
    private static final double WAKE_UP_DELAY_MICROS = 25;
    private static final double SLICE_MICROS = 3000;

    private SimModel() {}

    /** What would be observed on average. */
    public static Observation observe(Placement placement, List<SimGuest> guests, double[] background) {
        SimCpus cpus = new SimCpus(background);
        placement.workers().forEach((worker, setting) -> {
            Offered offered = Offered.to(worker, placement, guests);
            cpus.want(worker, setting.cpus(), offered.wants(setting.mode()));
        });
        SortedMap<WorkerId, SimCpus.Share> shares = cpus.share();
        List<WorkerLoad> workers = new ArrayList<>();
        List<QueueLoad> queues = new ArrayList<>();
        for (Map.Entry<WorkerId, SimCpus.Share> share : shares.entrySet()) {
            Served served = new Served(
                    share.getKey(), placement, share.getValue(), Offered.to(share.getKey(), placement, guests));
            workers.add(served.workerLoad());
            queues.addAll(served.queueLoads());
        }
        return new Observation(0, Duration.ofMillis(100), workers, queues, OptionalDouble.empty());
    }

    /** What the guests of a worker ask of it. */
    private record Offered(List<SimGuest> guests, double load, double arrivals) {

        static Offered to(WorkerId worker, Placement placement, List<SimGuest> all) {
            List<SimGuest> guests = all.stream()
                    .filter(guest -> worker.equals(placement.queues().get(guest.tx())))
                    .toList();
            return new Offered(
                    guests,
                    guests.stream().mapToDouble(SimGuest::load).sum(),
                    guests.stream().mapToDouble(SimGuest::packetsPerSecond).sum());
        }

        double wakeUps(PollMode mode) {
            double often = switch (mode.kind()) {
                case POLL -> 0;
                case SLEEP -> arrivals;
                case SPIN -> arrivals * Math.exp(-arrivals * mode.spin().toNanos() / 1e9);
            };
            return often * Math.max(0, 1 - load) / (1 + often * WAKE_UP_CPU_SECONDS);
        }

        double spinning(PollMode mode) {
            double idle = Math.max(0, 1 - load);
            return switch (mode.kind()) {
                case POLL -> idle;
                case SLEEP -> 0;
                case SPIN -> Math.min(idle, arrivals * idle * mode.spin().toNanos() / 1e9);
            };
        }

        double wants(PollMode mode) {
            return Math.min(1, load + wakeUps(mode) * WAKE_UP_CPU_SECONDS + spinning(mode));
        }
    }

    private record Served(WorkerId worker, Placement placement, SimCpus.Share share, Offered offered) {

        PollMode mode() {
            return placement.setting(worker).mode();
        }

        /** Share of the frames that it gets to: a worker without time to spare neither sleeps nor polls in vain. */
        double served() {
            return offered.load() > share.gets() ? share.gets() / offered.load() : 1;
        }

        double busy() {
            return Math.min(1, offered.load() / Math.max(1e-6, 1 - waited()));
        }

        double waited() {
            return Math.min(1, Math.max(0, share.wants() - share.gets()));
        }

        double delayMicros() {
            double perFrame = offered.arrivals() > 0 ? offered.load() / offered.arrivals() * 1e6 : 0;
            double queued = busy() < 1 ? Math.min(SLICE_MICROS, perFrame * busy() / (1 - busy())) : SLICE_MICROS;
            double wakes = offered.arrivals() > 0 ? offered.wakeUps(mode()) / offered.arrivals() : 0;
            double crowded = mode().kind() == PollMode.Kind.POLL ? 0 : 200 * Math.max(0, share.others() - 0.5) * wakes;
            double slices = SLICE_MICROS * waited() * (mode().kind() == PollMode.Kind.SLEEP ? 0.1 : 1);
            return 0.3 + queued + wakes * WAKE_UP_DELAY_MICROS + crowded + slices;
        }

        WorkerLoad workerLoad() {
            Placement.Setting setting = placement.setting(worker);
            double spinning = Math.max(0, Math.min(offered.spinning(mode()), share.gets() - offered.load()));
            return new WorkerLoad(
                    worker,
                    setting.cpus(),
                    mode(),
                    new Saturation(busy()),
                    spinning,
                    share.gets(),
                    Optional.of(new Interference(waited())),
                    OptionalDouble.empty(),
                    offered.wakeUps(mode()),
                    offered.arrivals(),
                    offered.wakeUps(mode()),
                    offered.arrivals() * served());
        }

        List<QueueLoad> queueLoads() {
            List<QueueLoad> loads = new ArrayList<>();
            for (SimGuest guest : offered.guests()) {
                loads.add(queueLoad(guest.tx(), guest));
                loads.add(queueLoad(guest.rx(), guest));
            }
            return loads;
        }

        private QueueLoad queueLoad(QueueId queue, SimGuest guest) {
            double packets = guest.packetsPerSecond() * served();
            Optional<QueueDelay> delay = packets > 0
                    ? Optional.of(new QueueDelay(Duration.ofNanos(Math.round(delayMicros() * 1000)), Optional.empty()))
                    : Optional.empty();
            double limited = busy() >= 1 ? 1 : 0;
            double busy = Math.min(1, guest.load() / 2 / Math.max(1e-6, 1 - waited()));
            return new QueueLoad(queue, Optional.of(worker), packets, packets * 100, 0, 0, 0, busy, limited, 0, delay);
        }
    }
}
