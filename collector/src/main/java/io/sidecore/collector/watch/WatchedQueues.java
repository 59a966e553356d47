package io.sidecore.collector.watch;

import static io.sidecore.collector.host.VirtqueueCounter.CALLS;
import static io.sidecore.collector.host.VirtqueueCounter.KICKS;

import io.sidecore.collector.discovery.DeviceKind;
import io.sidecore.collector.discovery.VhostQueue;
import io.sidecore.collector.discovery.VhostView;
import io.sidecore.collector.host.VirtqueueCounters;
import io.sidecore.collector.host.VirtqueueSample;
import io.sidecore.collector.probe.EventfdCounts;
import io.sidecore.collector.probe.VhostCounts;
import io.sidecore.collector.probe.VhostQueues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The virtqueues of kernel vhost: shown to discovery, which names them, and read under those names. Kicks are counted where
 * vhost is woken or, if this kernel does not let us there, where the eventfd is signalled; calls at the eventfd.
 */
final class WatchedQueues implements VhostView {

    private final Optional<VhostQueues> vhost;
    private final Optional<SignalMeter> kicks;
    private final Optional<SignalMeter> calls;

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
     * A sample of each virtqueue that has a name.
     *
     * @param names by key, as discovery gave them
     */
    List<VirtqueueSample> read(Map<Long, String> names) {
        List<VhostCounts> counts = vhost.map(VhostQueues::read).orElse(List.of());
        List<VirtqueueSample> samples = new ArrayList<>(counts.size());
        Set<Long> generations = new HashSet<>();
        for (VhostCounts count : counts) {
            generations.add(count.generation());
            String name = names.get(key(count.queue()));
            if (name != null) {
                samples.add(sample(count, name));
            }
        }
        kicks.ifPresent(meter -> meter.keep(generations));
        calls.ifPresent(meter -> meter.keep(generations));
        return samples;
    }

    private VirtqueueSample sample(VhostCounts counts, String name) {
        VirtqueueCounters counters =
                counts.counters().with(CALLS, read(calls, counts, counts.queue().callEventfd()));
        if (counters.get(KICKS) == VirtqueueCounters.ABSENT) {
            counters = counters.with(KICKS, read(kicks, counts, counts.queue().kickEventfd()));
        }
        return counts.sample(name, counters);
    }

    private static long read(Optional<SignalMeter> meter, VhostCounts counts, OptionalInt eventfd) {
        return meter.isPresent() ? meter.get().read(counts.generation(), eventfd) : VirtqueueCounters.ABSENT;
    }
}
