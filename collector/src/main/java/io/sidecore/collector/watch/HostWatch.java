package io.sidecore.collector.watch;

import io.sidecore.collector.discovery.HostCounts;
import io.sidecore.collector.discovery.HostScan;
import io.sidecore.collector.discovery.ScannedHost;
import io.sidecore.collector.host.GuestSample;
import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.HostSampleSource;
import io.sidecore.collector.host.ThreadSample;
import io.sidecore.collector.host.VcpuSample;
import io.sidecore.collector.host.VirtqueueTable;
import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.probe.KvmVcpus;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.proc.SchedstatThreads;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A whole host, live, by the best means that it allows. Nothing on it is changed: probes are attached while this is open,
 * and only count.
 *
 * <p>Counters are read at each sample; what there is, is looked for every few seconds, and at once when virtqueues are at
 * work that are not known yet. Reading and closing may come from different threads.
 */
public final class HostWatch implements HostSampleSource {

    /** A scan of a busy host takes some tens of milliseconds; at this rate it is about one percent of a CPU. */
    private static final Duration RESCAN = Duration.ofSeconds(2);

    /** A host where virtqueues come and go all the time is not looked through more often than this. */
    private static final Duration SOONEST_RESCAN = Duration.ofMillis(500);

    private final LongSupplier clock;
    private final InstantSource timeOfDay;
    private final HostProbes probes;
    private final HostScan scan;
    private final WatchedQueues queues;
    private final WatchedThreads threads;
    private @Nullable ScannedHost found;
    private long foundNanos;
    private boolean closed;

    private HostWatch(HostFiles files, HostProbes probes, LongSupplier clock, InstantSource timeOfDay) {
        this.clock = clock;
        this.timeOfDay = timeOfDay;
        this.probes = probes;
        this.scan = new HostScan(files, clock);
        this.queues = new WatchedQueues(probes.vhost(), probes.eventfd());
        this.threads = new WatchedThreads(probes.sched(), new SchedstatThreads(files), (int)
                ProcessHandle.current().pid());
    }

    /**
     * Attaches the probes.
     *
     * @param useBpf false to do without, as {@code --no-bpf} asks
     * @param attached is called once the probes are attached, before they are checked
     */
    public static HostWatch start(boolean useBpf, Runnable attached) {
        HostFiles files = HostFiles.ofThisHost();
        LongSupplier clock = System::nanoTime;
        HostProbes probes = useBpf ? HostProbes.load(files, clock) : HostProbes.none(files, clock);
        attached.run();
        probes.selfCheck();
        return new HostWatch(files, probes, clock, InstantSource.system());
    }

    @Override
    public synchronized Optional<HostSample> next() {
        if (closed) {
            return Optional.empty();
        }
        ScannedHost host = look();
        Inventory inventory = host.inventory();
        long now = clock.getAsLong();
        // Memory first, at once: what files are read for may take as long as a window, and is no smaller for being
        // late.
        List<ThreadSample> threadSamples = threads.read(now);
        VirtqueueTable.Builder table = queues.read(host.vhostQueues());
        List<VcpuSample> vcpus = List.of();
        List<GuestSample> guests = List.of();
        if (probes.kvm().isPresent()) {
            vcpus = probes.kvm().get().vcpus(inventory.guests(), now);
            guests = probes.kvm().get().guests(inventory.guests());
        }
        HostCounts counts = scan.counts();
        counts.queues().forEach(table::add);
        return Optional.of(new HostSample(
                now,
                timeOfDay.millis(),
                inventory,
                threadSamples,
                counts.workers(),
                table.build(),
                vcpus,
                guests,
                counts.cgroups(),
                counts.cpus(),
                gaps(counts)));
    }

    private ScannedHost look() {
        long now = clock.getAsLong();
        long age = now - foundNanos;
        boolean due =
                found == null || age >= RESCAN.toNanos() || (age >= SOONEST_RESCAN.toNanos() && queues.sawOthers());
        if (found == null || due) {
            found = scan.scan(queues, probes.kvm().map(KvmVcpus::numbersByTid).orElse(Map.of()));
            foundNanos = now;
            threads.watch(found.inventory());
        }
        return found;
    }

    private List<Gap> gaps(HostCounts counts) {
        List<Gap> gaps = new ArrayList<>(probes.gaps());
        gaps.addAll(counts.gaps());
        threads.gap().ifPresent(gaps::add);
        return gaps;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            threads.close();
            scan.close();
            probes.close();
        }
    }
}
