package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfMemory;
import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.ThreadSample;
import io.sidecore.collector.host.VirtqueueTable;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.inventory.Virtqueue;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.proc.MiscDevices;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A host with as many virtqueues and workers as wanted, whose probes' memory is made up: reading it costs what reading a
 * real one's does, without the kernel's part.
 */
public final class MadeUpHost {

    private static final int FIRST_TID = 10_000;

    private final MadeUpVhost vhost = new MadeUpVhost();
    private final BpfMemory sched = BpfMemory.ofOurOwn(SchedLayout.STATE_BYTES);
    private final VhostQueues queues;
    private final SchedThreads threads;
    private final Set<Integer> tids = new LinkedHashSet<>();
    private final Inventory inventory;
    private final List<String> names = new ArrayList<>();
    private final int queueCount;

    /** All of it in use. */
    public MadeUpHost(int queueCount, int workerCount) {
        this.queueCount = queueCount;
        List<HostWorker> workers = new ArrayList<>();
        for (int worker = 0; worker < workerCount; worker++) {
            workers.add(worker(worker));
            tids.add(FIRST_TID + worker);
        }
        List<Virtqueue> found = new ArrayList<>();
        for (int queue = 0; queue < queueCount; queue++) {
            found.add(queue(queue, workers.get(queue % workerCount)));
        }
        Guest guest = new Guest("vm", 1, 1, "qemu", Optional.empty(), List.of(), List.of());
        inventory = new Inventory(List.of(), List.of(guest), workers, found, List.of(), List.of());
        queues = new VhostQueues(vhost, MiscDevices.read(new HostFiles(Path.of("/nonexistent"))), System::nanoTime);
        queues.refresh();
        threads = new SchedThreads(sched, () -> {}, () -> {}, System::nanoTime);
        threads.watch(tids);
    }

    private static HostWorker worker(int number) {
        return new HostWorker(
                "vm/net" + number,
                HostWorker.Kind.VHOST_TASK,
                FIRST_TID + number,
                1,
                1,
                Optional.of("vm"),
                CpuSet.of(0),
                Optional.empty(),
                Optional.empty());
    }

    private Virtqueue queue(int number, HostWorker worker) {
        ByteBuffer finding = vhost.queue(0x1000L * (number + 1), 1, number / 2, number % 2);
        finding.putInt(VhostLayout.FOUND_WORKER, worker.tid());
        String label = (number % 2 == 0 ? "rx" : "tx") + number / 2;
        String name = worker.name() + "/" + label;
        names.add(name);
        return new Virtqueue(
                name,
                "vm",
                worker.name(),
                label,
                Optional.of(worker.name()),
                OptionalInt.of(256),
                OptionalLong.empty(),
                OptionalInt.empty(),
                OptionalInt.empty());
    }

    /** Has every virtqueue and every worker do something, as the programs in the kernel would write it. */
    public void work() {
        for (int queue = 0; queue < queueCount; queue++) {
            vhost.memories.kicks().putRelease(VhostLayout.kicks(queue, VhostLayout.KICKS), kicks(queue) + 1000);
            long delays = VhostLayout.delays(queue) + 8 * 12;
            vhost.memories.delays().putRelease(delays, vhost.memories.delays().get(delays) + 900);
            vhost.run(queue, VhostLayout.RUN_NS, runNanos(queue) + 3_000_000);
        }
        for (int index = 0; index < tids.size(); index++) {
            long at = SchedLayout.thread(index, SchedLayout.RUN_NS);
            sched.putRelease(at, sched.get(at) + 500_000_000);
            long seq = SchedLayout.thread(index, SchedLayout.SEQ);
            sched.putRelease(seq, sched.get(seq) + 2);
        }
    }

    private long kicks(int queue) {
        return vhost.memories.kicks().get(VhostLayout.kicks(queue, VhostLayout.KICKS));
    }

    private long runNanos(int queue) {
        return vhost.memories.runs().get(VhostLayout.runs(queue, VhostLayout.RUN_NS));
    }

    /** Reads all of it. */
    public HostSample read() {
        long now = System.nanoTime();
        List<ThreadSample> read = new ArrayList<>();
        for (int tid : tids) {
            threads.sample(tid, 1, now).ifPresent(read::add);
        }
        VirtqueueTable.Builder table = queues.table();
        for (int position = 0; position < queues.size(); position++) {
            if (queues.read(position, table)) {
                table.add(names.get(position), queues.generation(position));
            }
        }
        return new HostSample(
                now,
                0,
                inventory,
                read,
                List.of(),
                table.build(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
