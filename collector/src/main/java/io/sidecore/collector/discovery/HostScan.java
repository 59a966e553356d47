package io.sidecore.collector.discovery;

import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.proc.Cgroups;
import io.sidecore.collector.proc.HostFiles;
import java.util.List;
import java.util.Map;

/**
 * Finds what there is on a host. It remembers what cannot change, so that a further scan costs little, and so that things
 * keep their names. Used by one thread at a time.
 */
public final class HostScan {

    private final Cgroups cgroups;
    private final ProcessTable processes;
    private final GuestScan guests;
    private final VhostDevices devices = new VhostDevices();
    private final VhostWorkers workers;

    public HostScan(HostFiles files) {
        this.cgroups = Cgroups.find(files);
        ThreadFiles threads = new ThreadFiles(files, cgroups);
        this.processes = new ProcessTable(files);
        this.guests = new GuestScan(threads);
        this.workers = new VhostWorkers(threads);
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
        List<HostProcess> all = processes.look(draft.gaps());
        List<FoundGuest> found = guests.guests(all, vcpuByTid, draft.gaps());
        found.forEach(guest -> draft.add(guest.guest()));
        Map<String, List<VhostDevice>> vhostDevices = devices.of(found, vhost);
        Map<Integer, String> names = workers.add(all, found, vhostDevices, draft);
        Map<Long, String> queues = VhostQueues.add(vhostDevices, names, draft);
        if (!found.isEmpty()) {
            cgroups.gap().ifPresent(draft.gaps()::add);
        }
        return new ScannedHost(draft.finish(List.of(), List.of()), queues);
    }
}
