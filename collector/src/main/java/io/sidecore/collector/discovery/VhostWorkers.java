package io.sidecore.collector.discovery;

import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.proc.ThreadStat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** Finds the threads of the kernel's vhost and names them after what they serve. */
final class VhostWorkers {

    private static final Comparator<ThreadStat> OLDEST_FIRST =
            Comparator.comparingLong(ThreadStat::startedTicks).thenComparingInt(ThreadStat::tid);

    private final ThreadFiles threads;
    private final StickyNumbers numbers = new StickyNumbers();

    VhostWorkers(ThreadFiles threads) {
        this.threads = threads;
    }

    /**
     * Adds the workers to the draft.
     *
     * @param devices each guest's
     * @return names of workers by thread
     */
    Map<Integer, String> add(
            List<HostProcess> processes, List<FoundGuest> guests, Map<String, List<VhostDevice>> devices, Draft draft) {
        Map<Integer, List<ThreadStat>> kthreads = kthreadsByOwner(processes, guests);
        Map<Integer, String> names = new HashMap<>();
        for (FoundGuest guest : guests) {
            List<VhostDevice> own = devices.getOrDefault(guest.name(), List.of());
            List<ThreadStat> workers =
                    new ArrayList<>(kthreads.getOrDefault(guest.process().pid(), List.of()));
            guest.threads().stream().filter(thread -> isWorker(thread, own)).forEach(workers::add);
            workers.sort(OLDEST_FIRST);
            for (ThreadStat worker : workers) {
                String name = name(guest.name(), worker, own, workers.size());
                add(new VhostThread(worker), name, Optional.of(guest), draft, names);
            }
        }
        for (ThreadStat orphan : kthreads.getOrDefault(0, List.of())) {
            add(new VhostThread(orphan), "vhost-" + orphan.tid(), Optional.empty(), draft, names);
        }
        numbers.endScan();
        return names;
    }

    /** By its name, or because the kernel says that it serves a virtqueue: an owner may rename its threads. */
    private static boolean isWorker(ThreadStat thread, List<VhostDevice> devices) {
        return VhostThread.isOne(thread)
                || (thread.isUserWorker()
                        && devices.stream().anyMatch(device -> device.workers().contains(thread.tid())));
    }

    /** The kthreads among processes, by the process that owns each; 0 for those whose owner is not known. */
    private Map<Integer, List<ThreadStat>> kthreadsByOwner(List<HostProcess> processes, List<FoundGuest> guests) {
        Map<Integer, FoundGuest> byPid = new HashMap<>();
        guests.forEach(guest -> byPid.put(guest.process().pid(), guest));
        Map<Integer, List<ThreadStat>> kthreads = new TreeMap<>();
        for (HostProcess process : processes) {
            if (process.stat().isKthread() && VhostThread.isOne(process.stat())) {
                OptionalInt owner = owner(new VhostThread(process.stat()), byPid);
                kthreads.computeIfAbsent(owner.orElse(0), pid -> new ArrayList<>())
                        .add(process.stat());
            }
        }
        return kthreads;
    }

    /** The name tells a thread of the owner, usually its first. That must be the older of the two. */
    private OptionalInt owner(VhostThread worker, Map<Integer, FoundGuest> guests) {
        OptionalInt after = worker.namedAfter();
        OptionalInt process =
                after.isEmpty() || guests.containsKey(after.getAsInt()) ? after : threads.process(after.getAsInt());
        return process.isPresent()
                        && guests.containsKey(process.getAsInt())
                        && guests.get(process.getAsInt()).process().stat().startedTicks()
                                <= worker.stat().startedTicks()
                ? process
                : OptionalInt.empty();
    }

    private String name(String guest, ThreadStat worker, List<VhostDevice> devices, int workers) {
        for (VhostDevice device : devices) {
            Set<Integer> serving = device.workers();
            if (serving.contains(worker.tid())) {
                return serving.size() == 1
                        ? guest + "/" + device.name()
                        : guest + "/" + device.name() + "/" + firstLabel(device, worker.tid());
            }
        }
        boolean one =
                workers == 1 && devices.size() == 1 && devices.get(0).queues().isEmpty();
        return one
                ? guest + "/" + devices.get(0).name()
                : guest + "/vhost" + numbers.of(guest, List.of(worker.tid(), worker.startedTicks()));
    }

    private static String firstLabel(VhostDevice device, int worker) {
        return device.queues().stream()
                .filter(queue -> queue.worker().equals(OptionalInt.of(worker)))
                .findFirst()
                .map(queue -> device.kind().label(queue.index()))
                .orElseThrow();
    }

    private void add(
            VhostThread worker, String wanted, Optional<FoundGuest> guest, Draft draft, Map<Integer, String> names) {
        ThreadStat stat = worker.stat();
        threads.cpus(stat.tid()).ifPresent(cpus -> {
            String name = draft.takeWorkerName(wanted);
            names.put(stat.tid(), name);
            draft.add(new HostWorker(
                    name,
                    worker.kind(),
                    stat.tid(),
                    worker.kind() == HostWorker.Kind.VHOST_KTHREAD ? stat.tid() : pid(guest, stat),
                    stat.startedTicks(),
                    guest.map(FoundGuest::name),
                    cpus,
                    threads.cgroup(stat.tid()),
                    Optional.empty()));
        });
    }

    private static int pid(Optional<FoundGuest> guest, ThreadStat stat) {
        return guest.map(it -> it.process().pid()).orElse(stat.tid());
    }
}
