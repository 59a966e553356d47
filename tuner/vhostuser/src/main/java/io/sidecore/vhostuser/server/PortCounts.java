package io.sidecore.vhostuser.server;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.vhostuser.counters.QueueRecord;
import io.sidecore.vhostuser.worker.Virtqueue;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What was counted at a port since the backend started, by all queues of all connections: what the guest sent and was
 * given, and what was dropped and why. Counters of a queue end with it; these go on.
 */
public final class PortCounts {

    /** Which way frames went, as the guest sees it, and what of it is told. */
    public enum Direction {
        /** What the guest transmitted. */
        TX(
                QueueCounter.PACKETS,
                QueueCounter.BYTES,
                QueueCounter.DROPS_MALFORMED,
                QueueCounter.DROPS_NO_PORT,
                QueueCounter.DROPS_VLAN,
                QueueCounter.DROPS_FLOOD_LIMIT),
        /** What the guest was given. */
        RX(QueueCounter.PACKETS, QueueCounter.BYTES, QueueCounter.DROPS_FULL, QueueCounter.DROPS_TOO_BIG);

        private final Set<QueueCounter> counters;

        Direction(QueueCounter... counters) {
            this.counters = Set.of(counters);
        }
    }

    private final Map<Direction, Map<QueueCounter, Long>> ended = new EnumMap<>(Direction.class);
    private final Map<Direction, Map<QueueCounter, Long>> told = new EnumMap<>(Direction.class);
    private final Set<Virtqueue> running = new HashSet<>();
    private long connections;

    PortCounts() {
        for (Direction direction : Direction.values()) {
            ended.put(direction, new EnumMap<>(QueueCounter.class));
            told.put(direction, new EnumMap<>(QueueCounter.class));
        }
    }

    private static Direction of(Virtqueue queue) {
        return switch (queue.id().direction()) {
            case RX -> Direction.RX;
            case TX -> Direction.TX;
        };
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
            add(queue.counters(), of(queue), ended.get(of(queue)));
        }
    }

    private static void add(QueueRecord record, Direction direction, Map<QueueCounter, Long> to) {
        for (QueueCounter counter : direction.counters) {
            to.merge(counter, record.get(counter), Long::sum);
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

    /** Every counter of a direction. */
    public synchronized Map<QueueCounter, Long> of(Direction direction) {
        Map<QueueCounter, Long> now = new EnumMap<>(QueueCounter.class);
        direction.counters.forEach(counter -> now.put(counter, 0L));
        ended.get(direction).forEach((counter, count) -> now.merge(counter, count, Long::sum));
        for (Virtqueue queue : running) {
            if (of(queue) == direction) {
                add(queue.counters(), direction, now);
            }
        }
        // Another thread may just be counting; what was told once is not taken back.
        now.forEach((counter, count) -> told.get(direction).merge(counter, count, Math::max));
        return Map.copyOf(told.get(direction));
    }
}
