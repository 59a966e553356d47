package io.sidecore.policies.objective;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueDelay;
import io.sidecore.collector.signal.QueueLoad;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/**
 * What an observation shows of one class of guests.
 *
 * <p>A frame counts for the guest that gets it. One that leaves the host is got by a port outside, whose receive queue no
 * worker serves; as nobody counts where each came from, such frames are credited to the classes by how much their guests
 * send. What comes in from outside waits on its way to any guest, so the queues of these ports are of every class.
 *
 * @param guests the class
 * @param share its weight, as a share of the weights of all classes that have guests here, 0..1
 * @param deliveredPerSecond frames, and answers of disks, given to its guests, and taken from them out of the host
 * @param queues virtqueues of its guests and of ports outside
 */
public record ClassTraffic(GuestClass guests, double share, double deliveredPerSecond, List<QueueLoad> queues) {

    private static final double NANOS_PER_MICRO = 1e3;

    /** Of each class that has guests here, in the order of the classes; guests of none come last. */
    public static List<ClassTraffic> of(Observation now, List<GuestClass> classes) {
        if (classes.isEmpty()) {
            return List.of(new ClassTraffic(GuestClass.DEFAULT, 1, now.deliveredPerSecond(), now.queues()));
        }
        Set<String> outside = portsOutside(now);
        List<Sum> sums = new ArrayList<>();
        classes.forEach(each -> sums.add(new Sum(each)));
        sums.add(new Sum(GuestClass.DEFAULT));
        Map<String, Sum> byDevice = new HashMap<>();
        double leaving = 0;
        for (QueueLoad load : now.queues()) {
            String device = load.queue().device();
            if (!outside.contains(device)) {
                byDevice.computeIfAbsent(device, name -> first(sums, name)).add(load);
            } else {
                sums.forEach(sum -> sum.queues.add(load));
                leaving += load.queue().direction() == QueueId.Direction.RX ? load.packetsPerSecond() : 0;
            }
        }
        return traffic(sums.stream().filter(sum -> sum.hasGuests).toList(), leaving);
    }

    private static Set<String> portsOutside(Observation now) {
        Set<String> outside = new HashSet<>();
        for (QueueLoad load : now.queues()) {
            if (load.queue().direction() == QueueId.Direction.RX
                    && load.worker().isEmpty()) {
                outside.add(load.queue().device());
            }
        }
        return outside;
    }

    private static Sum first(List<Sum> sums, String guest) {
        return sums.stream().filter(sum -> sum.guests.names(guest)).findFirst().orElseThrow();
    }

    private static List<ClassTraffic> traffic(List<Sum> sums, double leaving) {
        double weights = sums.stream().mapToDouble(sum -> sum.guests.weight()).sum();
        double sent = sums.stream().mapToDouble(sum -> sum.sent).sum();
        double creditOfSent = sent > 0 ? leaving / sent : 0;
        return sums.stream()
                .map(sum -> new ClassTraffic(
                        sum.guests, sum.guests.weight() / weights, sum.got + creditOfSent * sum.sent, sum.queues))
                .toList();
    }

    /** Mean of ln(1 + delay in microseconds) over the queues, each weighted by its activity; 0 if nothing moved. */
    public double meanLogDelay(double idlePacketsPerSecond) {
        return mean(delay -> Optional.of(delay.mean()), Math::log1p, idlePacketsPerSecond);
    }

    /** Likewise of max(0, ln(p99/bound)), over the queues that have a p99. */
    public double meanLogExcess(double boundMicros, double idlePacketsPerSecond) {
        return mean(QueueDelay::p99, p99 -> Math.max(0, Math.log(p99 / boundMicros)), idlePacketsPerSecond);
    }

    private double mean(
            Function<QueueDelay, Optional<Duration>> part, DoubleUnaryOperator ofMicros, double idlePacketsPerSecond) {
        double weight = 0;
        double sum = 0;
        for (QueueLoad load : queues) {
            Optional<Duration> delay = load.delay().flatMap(part);
            if (delay.isPresent()) {
                double packets = load.packetsPerSecond();
                double activity = packets / (packets + idlePacketsPerSecond);
                weight += activity;
                sum += activity * ofMicros.applyAsDouble(delay.get().toNanos() / NANOS_PER_MICRO);
            }
        }
        return weight > 0 ? sum / weight : 0;
    }

    /** Of the queue where it is longest; absent if none has one. */
    public OptionalDouble longestP99Micros() {
        return queues.stream()
                .flatMap(load -> load.delay().flatMap(QueueDelay::p99).stream())
                .mapToDouble(p99 -> p99.toNanos() / NANOS_PER_MICRO)
                .max();
    }

    /** One class while its queues are gone through. */
    private static final class Sum {
        private final GuestClass guests;
        private final List<QueueLoad> queues = new ArrayList<>();
        private boolean hasGuests;
        private double got;
        private double sent;

        Sum(GuestClass guests) {
            this.guests = guests;
        }

        void add(QueueLoad load) {
            queues.add(load);
            hasGuests = true;
            boolean sends = load.queue().direction() == QueueId.Direction.TX;
            sent += sends ? load.packetsPerSecond() : 0;
            got += sends ? 0 : load.packetsPerSecond();
        }
    }
}
