package io.sidecore.policies.plan;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Instances drawn at random, from distributions that loads have; the same seed yields the same instance. */
public final class Draws {

    /** How loads are distributed. */
    public enum Shape {
        UNIFORM,
        PARETO,
        ZIPF,
        ELEPHANTS,
        EQUAL,
        MANY_ZEROS,
        CLUSTERED;

        /** So many loads, which are 0.6 for each of the workers together. */
        public double[] loads(int number, int workers, SplittableRandom random) {
            double[] loads = new double[number];
            double scale = 1;
            for (int i = 0; i < number; i++) {
                scale = this == CLUSTERED && i % 8 == 0 ? Math.exp(4 * random.nextDouble()) : scale;
                loads[i] = scale * one(i, random);
            }
            double sum = Math.max(Double.MIN_NORMAL, Arrays.stream(loads).sum());
            return Arrays.stream(loads).map(load -> 0.6 * workers * load / sum).toArray();
        }

        private double one(int index, SplittableRandom random) {
            double uniform = random.nextDouble();
            return switch (this) {
                case UNIFORM, CLUSTERED -> uniform;
                case PARETO -> Math.min(1000, Math.pow(1 - uniform, -1 / 1.2));
                case ZIPF -> 1.0 / (1 + index);
                case ELEPHANTS -> uniform < 0.05 ? 20 + 10 * random.nextDouble() : random.nextDouble();
                case EQUAL -> 1;
                case MANY_ZEROS -> uniform < 0.7 ? 0 : random.nextDouble();
            };
        }
    }

    private Draws() {}

    /** Workers of capacity 1, dealt out to nodes. */
    public static List<PlanWorker> workers(int number, int nodes) {
        return IntStream.range(0, number)
                .mapToObj(i -> worker("w" + i, OptionalInt.of(i % nodes)))
                .toList();
    }

    /** A plain worker: capacity 1, for everybody. */
    public static PlanWorker worker(String name, OptionalInt node) {
        return new PlanWorker(new WorkerId(name), node, OptionalInt.empty(), 1, Optional.empty(), Optional.empty());
    }

    /** A guest whose queues may be spread over the workers of a node. */
    public static PlanGuest guest(String name, OptionalInt node, List<PlanQueue> queues) {
        return new PlanGuest(name, node, "", Optional.empty(), false, queues);
    }

    /** Guests with so many queues each, dealt out to nodes; nobody serves them yet. */
    public static List<PlanGuest> guests(double[] loads, int queuesEach, int nodes) {
        List<PlanGuest> guests = new ArrayList<>();
        for (int first = 0; first < loads.length; first += queuesEach) {
            String name = "vm" + guests.size();
            List<PlanQueue> queues = new ArrayList<>();
            for (int i = first; i < Math.min(loads.length, first + queuesEach); i++) {
                QueueId.Direction direction = i % 2 == 0 ? QueueId.Direction.RX : QueueId.Direction.TX;
                queues.add(new PlanQueue(
                        new QueueId(name, direction, (i - first) / 2), loads[i], Optional.empty(), false));
            }
            guests.add(guest(name, OptionalInt.of(guests.size() % nodes), queues));
        }
        return guests;
    }

    /** Loads of which every worker can get exactly 0.7, so many pieces to a worker, in random order. */
    public static double[] planted(int workers, int each, SplittableRandom random) {
        double[] loads = new double[workers * each];
        for (int worker = 0; worker < workers; worker++) {
            double[] cuts = random.doubles(each - 1L).sorted().toArray();
            for (int i = 0; i < each; i++) {
                double low = i == 0 ? 0 : cuts[i - 1];
                double high = i == each - 1 ? 1 : cuts[i];
                loads[worker * each + i] = 0.7 * (high - low);
            }
        }
        for (int i = loads.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            double load = loads[i];
            loads[i] = loads[other];
            loads[other] = load;
        }
        return loads;
    }

    /** The instance with a plan of it carried out. */
    public static Instance after(Instance instance, Plan plan) {
        return served(instance, queue -> plan.assignment().get(queue), queue -> 1);
    }

    /** The instance with other workers for its queues, and loads times a factor. */
    public static Instance served(
            Instance instance,
            java.util.function.Function<QueueId, WorkerId> worker,
            java.util.function.ToDoubleFunction<QueueId> factor) {
        List<PlanGuest> guests = new ArrayList<>();
        for (PlanGuest guest : instance.guests()) {
            List<PlanQueue> queues = guest.queues().stream()
                    .map(queue -> new PlanQueue(
                            queue.queue(),
                            queue.load() * factor.applyAsDouble(queue.queue()),
                            Optional.ofNullable(worker.apply(queue.queue())),
                            queue.pinned()))
                    .toList();
            guests.add(new PlanGuest(
                    guest.name(), guest.node(), guest.cgroups(), guest.isolation(), guest.together(), queues));
        }
        return new Instance(instance.workers(), guests, instance.rules());
    }
}
