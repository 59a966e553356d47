package io.sidecore.vhostuser.worker;

import io.sidecore.collector.counters.CounterFile;
import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.counters.CounterFileWriter;
import io.sidecore.vhostuser.counters.WorkerRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The workers of a backend and who serves what. Every change goes through here, one at a time: a queue is let go by its
 * old worker, between two visits, before the new one takes it. A queue that leaves and comes back, as when its guest
 * restarts, is given to the worker that it was attached to last.
 */
public final class Crew implements AutoCloseable {

    /** How long a queue is waited for that something has in flight, before it is let go without. */
    private static final long DRAIN_NANOS = 10_000_000_000L;

    private static final long MIN_PAUSE_NANOS = 20_000;
    private static final long MAX_PAUSE_NANOS = 5_000_000;

    /** How a worker stands: what {@link #workers} lists. */
    public record Setting(int tid, CpuSet cpus, PollMode mode) {}

    private record Member(Worker worker, Setting setting) {}

    private final CounterFileWriter counters;
    private final SortedMap<WorkerId, Member> members = new TreeMap<>();
    private final SortedMap<QueueId, WorkerId> assigned = new TreeMap<>();
    private final Map<QueueId, Virtqueue> running = new HashMap<>();
    private final Virtqueue[] bySlot = new Virtqueue[CounterFile.QUEUE_SLOTS];
    private int named;
    private boolean closed;

    public Crew(CounterFileWriter counters) {
        this.counters = counters;
    }

    /** Every worker, in order of name. */
    public synchronized SortedMap<WorkerId, Setting> workers() {
        SortedMap<WorkerId, Setting> settings = new TreeMap<>();
        members.forEach((id, member) -> settings.put(id, member.setting));
        return settings;
    }

    /** Every virtqueue in service and the worker that serves it. */
    public synchronized SortedMap<QueueId, WorkerId> queues() {
        SortedMap<QueueId, WorkerId> placed = new TreeMap<>(assigned);
        placed.keySet().retainAll(running.keySet());
        return placed;
    }

    /** Starts a worker with no queues. */
    public synchronized WorkerId add(CpuSet cpus, PollMode mode) {
        if (closed) { // a command that came while the backend was closing; its counter file may be gone
            throw new IllegalStateException("the backend is closing");
        }
        WorkerId id = new WorkerId("w" + named++);
        WorkerRecord record = counters.addWorker(id);
        Worker worker = create(id, record);
        int tid = worker.start();
        try {
            worker.execute(() -> {
                worker.pin(cpus);
                worker.setMode(mode);
            });
        } catch (RuntimeException e) {
            stop(worker);
            throw e;
        }
        record.publish(tid);
        members.put(id, new Member(worker, new Setting(tid, cpus, mode)));
        return id;
    }

    private Worker create(WorkerId id, WorkerRecord record) {
        try {
            return new Worker(id, record, bySlot);
        } catch (RuntimeException e) { // too many open files, for instance
            counters.remove(record);
            throw e;
        }
    }

    /** Hands a worker's queues to another one, and stops it. */
    public synchronized void retire(WorkerId id, WorkerId heir) {
        Worker worker = member(id).worker;
        if (id.equals(heir)) {
            throw new IllegalArgumentException("worker " + id + " cannot be its own heir (want another worker)");
        }
        member(heir);
        List<QueueId> queues = new ArrayList<>(assigned.keySet());
        queues.removeIf(queue -> !id.equals(assigned.get(queue)));
        queues.forEach(queue -> attach(queue, heir));
        members.remove(id);
        stop(worker);
    }

    private void stop(Worker worker) {
        worker.execute(worker::stop);
        worker.join();
        counters.remove(worker.counters());
        awaitVisits(); // a visit that began before may still try to wake it
        worker.close();
    }

    /**
     * Lets a worker serve a queue; at once if it is in service, else when it comes into service.
     *
     * @throws IllegalStateException if what the queue has in flight does not end; it stays where it is
     */
    public synchronized void attach(QueueId id, WorkerId to) {
        Worker target = member(to).worker;
        Virtqueue queue = running.get(id);
        if (queue == null && !assigned.containsKey(id)) {
            throw new IllegalArgumentException("no such virtqueue: " + id + " (there are "
                    + running.keySet().stream().sorted().toList() + ")");
        }
        WorkerId from = assigned.get(id);
        if (queue != null && !to.equals(from) && from != null && members.containsKey(from)) {
            take(queue, members.get(from).worker);
        }
        assigned.put(id, to);
        if (queue == null || to.equals(from)) {
            return;
        }
        hand(queue, target);
        queue.counters().add(QueueCounter.MOVES, 1);
    }

    private void take(Virtqueue queue, Worker from) {
        if (!letGo(queue, from)) {
            from.execute(queue::begin);
            throw new IllegalStateException("virtqueue " + queue.id() + " stays with " + from.id()
                    + ": what it has in flight did not end within " + DRAIN_NANOS / 1_000_000_000L + " s");
        }
    }

    /**
     * Takes a queue from its worker, when what it has in flight has ended. The worker looks now and then; it serves its
     * other queues meanwhile.
     *
     * @return whether that has happened in time
     */
    private static boolean letGo(Virtqueue queue, Worker worker) {
        AtomicBoolean drained = new AtomicBoolean();
        long start = System.nanoTime();
        for (long pause = MIN_PAUSE_NANOS; ; pause = Math.min(2 * pause, MAX_PAUSE_NANOS)) {
            try {
                worker.execute(() -> {
                    drained.set(queue.drain(worker));
                    if (drained.get()) {
                        worker.remove(queue);
                    }
                });
            } catch (RuntimeException e) {
                drained.set(false); // the guest's memory faults, or the kernel refuses: perhaps not the next time
            }
            if (drained.get() || System.nanoTime() - start > DRAIN_NANOS) {
                return drained.get();
            }
            LockSupport.parkNanos(pause);
        }
    }

    private void hand(Virtqueue queue, Worker to) {
        try {
            to.execute(() -> to.add(queue));
        } catch (RuntimeException e) { // the guest's memory faulted, or its kick descriptor cannot be waited for
            queue.breakDevice("its queue cannot be served: " + e.getMessage());
        }
    }

    /** Changes what a worker does when idle. */
    public synchronized void setMode(WorkerId id, PollMode mode) {
        Member member = member(id);
        member.worker.execute(() -> member.worker.setMode(mode));
        members.put(id, new Member(member.worker, new Setting(member.setting.tid, member.setting.cpus, mode)));
    }

    /** Lets a worker run on these CPUs only. */
    public synchronized void pin(WorkerId id, CpuSet cpus) {
        Member member = member(id);
        member.worker.execute(() -> member.worker.pin(cpus));
        members.put(id, new Member(member.worker, new Setting(member.setting.tid, cpus, member.setting.mode)));
    }

    /** Takes a queue into service; its worker is the one that it had before, or the one with the fewest queues. */
    public synchronized void start(Virtqueue queue) {
        WorkerId to = assigned.get(queue.id());
        if (to == null || !members.containsKey(to)) {
            to = leastAssigned(queue.id());
            assigned.put(queue.id(), to);
        }
        bySlot[queue.counters().slot()] = queue;
        running.put(queue.id(), queue);
        hand(queue, member(to).worker);
    }

    /** The queues of a device stay together; a new device goes to the worker with the fewest queues. */
    private WorkerId leastAssigned(QueueId id) {
        Map<WorkerId, Long> load = new TreeMap<>();
        members.keySet().forEach(worker -> load.put(worker, 0L));
        for (Map.Entry<QueueId, WorkerId> entry : assigned.entrySet()) {
            if (entry.getKey().device().equals(id.device()) && members.containsKey(entry.getValue())) {
                return entry.getValue();
            }
            load.computeIfPresent(entry.getValue(), (worker, queues) -> queues + 1);
        }
        return load.entrySet().stream()
                .min(Map.Entry.comparingByValue())
                .orElseThrow(() -> new IllegalStateException("a crew without workers"))
                .getKey();
    }

    /**
     * Takes a queue out of service; when this returns, nobody touches its ring any more.
     *
     * @return whether nobody touches its memory either; else something that it has in flight did not end
     */
    public synchronized boolean stop(Virtqueue queue) {
        if (!running.remove(queue.id(), queue)) {
            return true;
        }
        Worker worker = workerOf(queue);
        boolean drained = letGo(queue, worker);
        if (!drained) {
            worker.execute(() -> worker.remove(queue));
        }
        bySlot[queue.counters().slot()] = null;
        return drained;
    }

    /** Lets the worker of a queue change something in it between two visits. */
    public synchronized void change(Virtqueue queue, Runnable change) {
        if (running.get(queue.id()) == queue) {
            workerOf(queue).execute(change);
        } else {
            change.run();
        }
    }

    /** Returns when every visit that was going on has ended. */
    public synchronized void awaitVisits() {
        members.values().forEach(member -> member.worker.execute(() -> {}));
    }

    /** Of a queue in service: it has a worker, and that is a member. */
    private Worker workerOf(Virtqueue queue) {
        return member(Objects.requireNonNull(assigned.get(queue.id()))).worker;
    }

    private Member member(WorkerId id) {
        Member member = members.get(id);
        if (member == null) {
            throw new IllegalArgumentException("no such worker: " + id + " (there are " + members.keySet() + ")");
        }
        return member;
    }

    /** Stops every worker. The queues must be out of service. */
    @Override
    public synchronized void close() {
        closed = true;
        List<Member> leaving = new ArrayList<>(members.values());
        members.clear();
        leaving.forEach(member -> member.worker.execute(member.worker::stop));
        leaving.forEach(member -> member.worker.join());
        leaving.forEach(member -> member.worker.close());
    }
}
