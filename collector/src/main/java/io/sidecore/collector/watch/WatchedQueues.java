package io.sidecore.collector.watch;

import static io.sidecore.collector.host.VirtqueueCounter.CALLS;
import static io.sidecore.collector.host.VirtqueueCounter.KICKS;

import io.sidecore.collector.discovery.DeviceKind;
import io.sidecore.collector.discovery.VhostQueue;
import io.sidecore.collector.discovery.VhostView;
import io.sidecore.collector.host.VirtqueueCounters;
import io.sidecore.collector.host.VirtqueueTable;
import io.sidecore.collector.probe.EventfdCounts;
import io.sidecore.collector.probe.VhostQueues;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The virtqueues of kernel vhost: shown to discovery, which names them, and read under those names. Kicks are counted where
 * vhost is woken or, if this kernel does not let us there, where the eventfd is signalled; calls at the eventfd.
 */
final class WatchedQueues implements VhostView {

    private final Optional<VhostQueues> vhost;
    private final Optional<SignalMeter> kicks;
    private final Optional<SignalMeter> calls;

    /** The name of the virtqueue at each position, null if it has none, and what they were made of. */
    private @Nullable String[] nameOf = {};

    private @Nullable Map<Long, String> named;
    private long looks;

    WatchedQueues(Optional<VhostQueues> vhost, Optional<EventfdCounts> eventfds) {
        this.vhost = vhost;
        this.kicks = eventfds.map(SignalMeter::new);
        this.calls = eventfds.map(SignalMeter::new);
    }

    /** Whether virtqueues are at work that discovery has not seen yet. */
    boolean sawOthers() {
        return vhost.map(VhostQueues::sawOthers).orElse(false);
    }

    @Override
    public List<VhostQueue> queues() {
        if (vhost.isEmpty()) {
            return List.of();
        }
        vhost.get().refresh();
        return vhost.get().queues().stream().map(WatchedQueues::shown).toList();
    }

    private static VhostQueue shown(io.sidecore.collector.probe.VhostQueue queue) {
        return new VhostQueue(
                queue.owner(),
                switch (queue.kind()) {
                    case NET -> DeviceKind.NET;
                    case VSOCK -> DeviceKind.VSOCK;
                    case SCSI -> DeviceKind.SCSI;
                },
                queue.fd(),
                queue.index(),
                queue.deviceQueues(),
                queue.started() ? OptionalInt.of(queue.ringSize()) : OptionalInt.empty(),
                queue.busyPollMicros(),
                queue.worker().map(worker -> OptionalInt.of(worker.tid())).orElse(OptionalInt.empty()),
                queue.kickEventfd(),
                queue.callEventfd(),
                key(queue));
    }

    /** Owner, descriptor and number: 22 bits, 28 bits and 14 bits hold whatever the kernel allows. */
    private static long key(io.sidecore.collector.probe.VhostQueue queue) {
        return (long) queue.owner() << 42 | (long) queue.fd() << 14 | queue.index();
    }

    /**
     * Begins a table with a row for each virtqueue that has a name.
     *
     * @param names by key, as discovery gave them; another object if any of them changed
     */
    VirtqueueTable.Builder read(Map<Long, String> names) {
        if (vhost.isEmpty()) {
            return new VirtqueueTable.Builder(0);
        }
        VhostQueues queues = vhost.get();
        if (names != named || queues.looks() != looks) {
            name(queues, names);
        }
        VirtqueueTable.Builder table = queues.table();
        for (int position = 0; position < nameOf.length; position++) {
            String name = nameOf[position];
            if (name != null && queues.read(position, table)) {
                signals(table, queues.queue(position), queues.generation(position));
                table.add(name, queues.generation(position));
            }
        }
        return table;
    }

    private void name(VhostQueues queues, Map<Long, String> names) {
        nameOf = new String[queues.size()];
        Set<Long> generations = new HashSet<>();
        for (int position = 0; position < nameOf.length; position++) {
            nameOf[position] = names.get(key(queues.queue(position)));
            generations.add(queues.generation(position));
        }
        kicks.ifPresent(meter -> meter.keep(generations));
        calls.ifPresent(meter -> meter.keep(generations));
        named = names;
        looks = queues.looks();
    }

    private void signals(VirtqueueTable.Builder row, io.sidecore.collector.probe.VhostQueue queue, long generation) {
        if (calls.isPresent()) {
            row.set(CALLS, calls.get().read(generation, queue.callEventfd()));
        }
        if (kicks.isPresent() && row.get(KICKS) == VirtqueueCounters.ABSENT) {
            row.set(KICKS, kicks.get().read(generation, queue.kickEventfd()));
        }
    }
}
