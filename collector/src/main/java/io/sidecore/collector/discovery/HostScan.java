package io.sidecore.collector.discovery;

import io.sidecore.collector.counters.CounterFileException;
import io.sidecore.collector.host.VirtqueueSample;
import io.sidecore.collector.host.WorkerCounts;
import io.sidecore.collector.inventory.HostCpu;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.libvirt.LibvirtStatus;
import io.sidecore.collector.libvirt.Virsh;
import io.sidecore.collector.ovs.OvsClient;
import io.sidecore.collector.proc.CgroupLimits;
import io.sidecore.collector.proc.Cgroups;
import io.sidecore.collector.proc.CpuTicks;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.topology.CpuTopology;
import io.sidecore.collector.topology.NicInterrupts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Finds what there is on a host. It remembers what cannot change, so that a further scan costs little, and so that things
 * keep their names. Used by one thread at a time.
 */
public final class HostScan implements AutoCloseable {

    /** A daemon that does not answer must not hold up a scan for long. */
    private static final Duration VIRSH_LIMIT = Duration.ofSeconds(2);

    private static final Duration OVS_LIMIT = Duration.ofMillis(500);

    private final HostFiles files;
    private final Cgroups cgroups;
    private final CpuTopology topology;
    private final ThreadFiles threads;
    private final ProcessTable processes;
    private final GuestScan guests;
    private final VhostDevices devices = new VhostDevices();
    private final VhostWorkers workers;
    private final OvsScan ovs;
    private final BackendScan backends;
    private final CgroupLimits limits;
    private Inventory last = Inventory.EMPTY;

    /**
     * Makes ready to scan.
     *
     * @param clock monotonic
     */
    public HostScan(HostFiles files, LongSupplier clock) {
        this(
                files,
                new LibvirtStatus(files, LibvirtStatus.DIRECTORY),
                new Virsh("virsh", "qemu:///system", VIRSH_LIMIT),
                clock);
    }

    /** The same with libvirt somewhere else. */
    HostScan(HostFiles files, LibvirtStatus status, Virsh virsh, LongSupplier clock) {
        this.files = files;
        this.cgroups = Cgroups.find(files);
        this.topology = new CpuTopology(files);
        this.threads = new ThreadFiles(files, cgroups);
        LibvirtNames libvirt = new LibvirtNames(status, virsh, clock);
        this.processes = new ProcessTable(files);
        this.guests = new GuestScan(
                threads,
                libvirt,
                new ThreadRoles(libvirt, new QemuMonitors(files, clock)),
                new GuestMemory(files, clock));
        this.workers = new VhostWorkers(threads);
        this.ovs = new OvsScan(threads, new OvsClient(OVS_LIMIT, clock), clock);
        this.limits = new CgroupLimits(files, cgroups);
        this.backends = new BackendScan(threads, clock);
    }

    /** Looks, with what the kernel shows of vhost. */
    public Inventory scan(VhostView vhost) {
        return scan(vhost, Map.of()).inventory();
    }

    /**
     * Looks, with all that probes can add.
     *
     * @param vcpuByTid virtual CPUs that KVM was seen to run: their number by their thread
     */
    public ScannedHost scan(VhostView vhost, Map<Integer, Integer> vcpuByTid) {
        Draft draft = new Draft();
        List<HostCpu> cpus = topology.cpus();
        List<HostProcess> all = processes.look(draft.gaps());
        List<FoundGuest> found = guests.guests(all, vcpuByTid, topology.nodes(), draft.gaps());
        found.forEach(guest -> draft.add(guest.guest()));
        Map<String, List<VhostDevice>> vhostDevices = devices.of(found, vhost);
        Map<Integer, String> names = workers.add(all, found, vhostDevices, draft);
        IoThreads.add(found, threads, draft);
        GuestSockets sockets = new GuestSockets(found);
        ovs.add(all, sockets, draft);
        backends.add(all, sockets, draft);
        Map<Long, String> queues = VhostQueues.add(vhostDevices, names, draft);
        if (!found.isEmpty()) {
            cgroups.gap().ifPresent(draft.gaps()::add);
        }
        Visibility.check(files, draft.gaps());
        last = draft.finish(cpus, NicInterrupts.read(files));
        return new ScannedHost(last, queues);
    }

    /** Reads what is counted of what the last scan found. */
    public HostCounts counts() {
        Gaps gaps = new Gaps();
        List<WorkerCounts> workerCounts = new ArrayList<>(ovs.counts(gaps));
        List<VirtqueueSample> queueCounts = new ArrayList<>();
        for (BackendCounts backend : backends.found()) {
            try {
                backend.read(workerCounts, queueCounts);
            } catch (CounterFileException e) {
                gaps.addOf("counters", backend.backend(), String.valueOf(e.getMessage()));
            }
        }
        return new HostCounts(workerCounts, queueCounts, limits.read(last), CpuTicks.read(files), gaps.list());
    }

    @Override
    public void close() {
        backends.close();
    }
}
