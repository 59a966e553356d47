package io.sidecore.vhostuser.server;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.QueueId.Direction;
import io.sidecore.vhostuser.worker.Virtqueue;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was counted at a port since the backend started, by all queues of all connections: what the guest sent and was
 * given, and what was dropped and why. Counters of a queue end with it; these go on.
 */
public final class PortCounts {

    /** What is told of queues in which a guest transmits, and of those in which it receives. */
    private static final List<QueueCounter> OF_TX = List.of(
            QueueCounter.PACKETS,
            QueueCounter.BYTES,
            QueueCounter.DROPS_MALFORMED,
            QueueCounter.DROPS_NO_PORT,
            QueueCounter.DROPS_VLAN,
            QueueCounter.DROPS_FLOOD_LIMIT);

    private static final List<QueueCounter> OF_RX =
            List.of(QueueCounter.PACKETS, QueueCounter.BYTES, QueueCounter.DROPS_FULL, QueueCounter.DROPS_TOO_BIG);

    private final Sums ended = new Sums();
    private final Sums told = new Sums();
    private final Set<Virtqueue> running = new HashSet<>();
    private long connections;

    /** A number for each counter of each direction. */
    private static final class Sums {

        private final Map<Direction, Map<QueueCounter, Long>> sums = new EnumMap<>(Direction.class);

        private Map<QueueCounter, Long> of(Direction direction) {
            return sums.computeIfAbsent(direction, any -> new EnumMap<>(QueueCounter.class));
        }
    }

    private static List<QueueCounter> counters(Direction direction) {
        return direction == Direction.TX ? OF_TX : OF_RX;
    }

    synchronized void connected() {
        connections++;
    }

    synchronized void started(Virtqueue queue) {
        running.add(queue);
    }

    /** A queue has ended; its counters are still there. */
    synchronized void stopped(Virtqueue queue) {
        if (running.remove(queue)) {
            add(queue, ended.of(queue.id().direction()));
        }
    }

    private static void add(Virtqueue queue, Map<QueueCounter, Long> to) {
        for (QueueCounter counter : counters(queue.id().direction())) {
            to.merge(counter, queue.counters().get(counter), Long::sum);
        }
    }

    /** How many frontends have connected so far. */
    public synchronized long connections() {
        return connections;
    }

    /** Whether any queue is served at this moment. */
    public synchronized boolean isServed() {
        return !running.isEmpty();
    }

    /** Every counter of a direction, as the guest sees it. */
    public synchronized Map<QueueCounter, Long> of(Direction direction) {
        Map<QueueCounter, Long> now = new EnumMap<>(QueueCounter.class);
        counters(direction).forEach(counter -> now.put(counter, 0L));
        ended.of(direction).forEach((counter, count) -> now.merge(counter, count, Long::sum));
        for (Virtqueue queue : running) {
            if (queue.id().direction() == direction) {
                add(queue, now);
            }
        }
        // Another thread may just be counting; what was told once is not taken back.
        now.forEach((counter, count) -> told.of(direction).merge(counter, count, Math::max));
        return Map.copyOf(told.of(direction));
    }
}
