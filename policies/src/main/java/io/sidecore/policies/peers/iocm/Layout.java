package io.sidecore.policies.peers.iocm;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.policies.Cores;
import io.sidecore.policies.Placement;
import io.sidecore.policies.goal.Target;
import io.sidecore.policies.goal.Wanted;
import java.util.ArrayList;
import java.util.List;

/**
 * IOcm's configurations, one for each number of I/O cores: with none, a sleeping worker for each guest that runs
 * anywhere; else a polling worker on each, of which guest number i has number i modulo their count.
 *
 * @param ioCores how many are used, the lowest first
 */
record Layout(int ioCores) {

    Target target(Placement current, Cores cores) {
        List<String> guests = current.devices();
        List<Wanted> wanted = new ArrayList<>();
        int workers = ioCores == 0 ? guests.size() : ioCores;
        int[] io = cores.io().stream().toArray();
        for (int i = 0; i < workers; i++) {
            List<QueueId> queues = new ArrayList<>();
            for (int guest = i; guest < guests.size(); guest += workers) {
                queues.addAll(current.queuesOf(guests.get(guest)));
            }
            wanted.add(new Wanted(
                    ioCores == 0
                            ? new Placement.Setting(cores.all(), PollMode.SLEEP)
                            : new Placement.Setting(CpuSet.of(io[i]), PollMode.POLL),
                    queues));
        }
        return Target.of(wanted, current);
    }
}
