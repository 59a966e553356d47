package io.sidecore.vhostuser.server;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.QueueId.Direction;
import io.sidecore.vhostuser.counters.QueueRecord;
import io.sidecore.vhostuser.worker.Virtqueue;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was counted at a port since the backend started, by all queues of all connections: what the guest sent and was
 * given, and what was dropped and why; or what it asked of a disk. Counters of a queue end with it; these go on.
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

    /** The same, of an uplink. */
    private static final List<QueueCounter> OF_UPLINK_TX = with(OF_TX, QueueCounter.DROPS_FULL);

    private static final List<QueueCounter> OF_UPLINK_RX =
            with(OF_RX, QueueCounter.DROPS_MALFORMED, QueueCounter.DROPS_DOWN);

    private static final List<QueueCounter> OF_REQUESTS = List.of(
            QueueCounter.READS,
            QueueCounter.WRITES,
            QueueCounter.FLUSHES,
            QueueCounter.BYTES,
            QueueCounter.ERRORS,
            QueueCounter.REFUSED);

    private final Sums ended = new Sums();
    private final Sums told = new Sums();
    private final Map<QueueRecord, QueueId> running = new HashMap<>();
    private long connections;

    /** What is told of each direction. */
    private final Map<Direction, List<QueueCounter>> counters;

    /** A number for each counter of each direction. */
    private static final class Sums {

        private final Map<Direction, Map<QueueCounter, Long>> sums = new EnumMap<>(Direction.class);

        private Map<QueueCounter, Long> of(Direction direction) {
            return sums.computeIfAbsent(direction, any -> new EnumMap<>(QueueCounter.class));
        }
    }

    private static List<QueueCounter> with(List<QueueCounter> counters, QueueCounter... more) {
        List<QueueCounter> all = new ArrayList<>(counters);
        all.addAll(List.of(more));
        return List.copyOf(all);
    }

    private PortCounts(Map<Direction, List<QueueCounter>> counters) {
        this.counters = counters;
    }

    static PortCounts ofGuest() {
        return new PortCounts(Map.of(Direction.TX, OF_TX, Direction.RX, OF_RX));
    }

    /** Of a port behind which is a network interface: the kernel may drop frames too. */
    static PortCounts ofUplink() {
        return new PortCounts(Map.of(Direction.TX, OF_UPLINK_TX, Direction.RX, OF_UPLINK_RX));
    }

    static PortCounts ofDisk() {
        return new PortCounts(Map.of(Direction.REQUEST, OF_REQUESTS));
    }

    private List<QueueCounter> toldOf(Direction direction) {
        return counters.getOrDefault(direction, List.of());
    }

    synchronized void connected() {
        connections++;
    }

    void started(Virtqueue queue) {
        started(queue.id(), queue.counters());
    }

    synchronized void started(QueueId id, QueueRecord counters) {
        running.put(counters, id);
    }

    /** A queue has ended; its counters are still there. */
    synchronized void stopped(Virtqueue queue) {
        if (running.remove(queue.counters(), queue.id())) {
            add(queue.id().direction(), queue.counters(), ended.of(queue.id().direction()));
        }
    }

    private void add(Direction direction, QueueRecord counters, Map<QueueCounter, Long> to) {
        for (QueueCounter counter : toldOf(direction)) {
            to.merge(counter, counters.get(counter), Long::sum);
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
        toldOf(direction).forEach(counter -> now.put(counter, 0L));
        ended.of(direction).forEach((counter, count) -> now.merge(counter, count, Long::sum));
        running.forEach((counters, id) -> {
            if (id.direction() == direction) {
                add(direction, counters, now);
            }
        });
        // Another thread may just be counting; what was told once is not taken back.
        now.forEach((counter, count) -> told.of(direction).merge(counter, count, Math::max));
        return Map.copyOf(told.of(direction));
    }
}
