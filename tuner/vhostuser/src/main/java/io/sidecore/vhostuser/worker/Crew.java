package io.sidecore.vhostuser.worker;

import io.sidecore.collector.counters.CounterFile;
import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.counters.CounterFileWriter;
import io.sidecore.vhostuser.counters.WorkerRecord;
import io.sidecore.vhostuser.sys.Membarrier;
import io.sidecore.vhostuser.sys.SystemCallException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
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
    public record Standing(int tid, CpuSet cpus, PollMode mode) {}

    /** How long a worker is waited for before others have a chance to do something about it. */
    private static final Duration A_MOMENT = Duration.ofMillis(200);

    private record Member(Worker worker, Standing standing) {}

    private final CounterFileWriter counters;
    private final SortedMap<WorkerId, Member> members = new TreeMap<>();
    private final SortedMap<QueueId, WorkerId> assigned = new TreeMap<>();
    private final Map<QueueId, Virtqueue> running = new HashMap<>();
    private final Virtqueue[] bySlot = new Virtqueue[CounterFile.QUEUE_SLOTS];
    private final Map<String, Origin> origins = new HashMap<>();
    private final Map<String, Integer> weights = new TreeMap<>();
    private final WorkQueue workQueue = new WorkQueue();
    private Hiring hiring;
    private Settings settings = Settings.INITIAL;
    private int named;
    private boolean closed;

    /** @param hiring how workers are made that are not asked for one by one */
    public Crew(CounterFileWriter counters, Hiring hiring) {
        this.counters = counters;
        this.hiring = hiring;
    }

    /** How workers share themselves out. */
    public synchronized Settings settings() {
        return settings;
    }

    /** Changes that, for every worker. */
    public synchronized void set(Settings changed) {
        settings = changed;
        members.values().forEach(member -> member.worker.execute(() -> member.worker.set(changed)));
    }

    public synchronized Placement placement() {
        return hiring.placement();
    }

    /**
     * Changes which worker a device gets. Those that are there stay where they are, unless workers begin to share them,
     * or end to.
     *
     * @throws IllegalStateException if a worker gives no sign of life, or what a queue has in flight does not end; then
     *     nothing has changed
     */
    public synchronized void setPlacement(Placement placement) {
        boolean shares = placement == Placement.WORKQUEUE;
        if (shares != isShared()) {
            share(shares);
        }
        hiring = hiring.with(placement);
        if (placement == Placement.PER_CPU) {
            staffEveryCpu();
        }
    }

    /**
     * Starts the workers to begin with.
     *
     * @param workers how many, unless the placement asks for one on each CPU
     */
    public synchronized void staff(int workers) {
        if (placement() == Placement.PER_CPU) {
            staffEveryCpu();
            return;
        }
        for (int i = 0; i < workers; i++) {
            hire();
        }
    }

    private void staffEveryCpu() {
        hiring.cpus().stream()
                .mapToObj(CpuSet::of)
                .filter(cpu -> members.values().stream().noneMatch(member -> member.standing.cpus.equals(cpu)))
                .toList()
                .forEach(cpu -> add(cpu, hiring.mode()));
    }

    private boolean isShared() {
        return hiring.placement() == Placement.WORKQUEUE;
    }

    /** Takes every queue from whoever serves it, and gives it to all, or to the worker that it belongs to. */
    private void share(boolean shares) {
        members.values().forEach(member -> member.worker.execute(() -> {})); // fails at once, if it does
        List<Virtqueue> taken = new ArrayList<>();
        try {
            for (Virtqueue queue : running.values()) {
                take(queue, workerOf(queue));
                taken.add(queue);
            }
        } catch (RuntimeException e) {
            taken.forEach(queue -> hand(queue, workerOf(queue)));
            throw e;
        }
        members.values().forEach(member -> member.worker.execute(() -> member.worker.share(shares ? workQueue : null)));
        taken.forEach(queue -> hand(queue, workerOf(queue)));
    }

    /** Weights of guests that have another than 1. */
    public synchronized SortedMap<String, Integer> weights() {
        return new TreeMap<>(weights);
    }

    /**
     * Changes how much time of its worker a guest gets while others wait, in relation to them.
     *
     * @param weight 1 to 1000
     */
    public synchronized void setWeight(String guest, int weight) {
        if (weight < 1 || weight > Share.MAX_WEIGHT) {
            throw new IllegalArgumentException(
                    "the weight of a guest must be in [1," + Share.MAX_WEIGHT + "]: " + weight);
        }
        weights.put(guest, weight);
        weights.values().removeIf(value -> value == Share.DEFAULT_WEIGHT);
        members.values().forEach(member -> member.worker.execute(() -> member.worker.setWeight(guest, weight)));
    }

    private int weightOf(String guest) {
        return weights.getOrDefault(guest, Share.DEFAULT_WEIGHT);
    }

    /** Says where a guest is at home, before its queues start. */
    public synchronized void introduce(String guest, Origin origin) {
        origins.put(guest, origin);
    }

    /** Every worker, in order of name. */
    public synchronized SortedMap<WorkerId, Standing> workers() {
        SortedMap<WorkerId, Standing> settings = new TreeMap<>();
        members.forEach((id, member) -> settings.put(id, member.standing));
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
                worker.set(settings);
                worker.share(isShared() ? workQueue : null);
            });
        } catch (RuntimeException e) {
            stop(worker);
            throw e;
        }
        record.publish(tid);
        members.put(id, new Member(worker, new Standing(tid, cpus, mode)));
        return id;
    }

    private Worker create(WorkerId id, WorkerRecord record) {
        try {
            return new Worker(id, named, record, bySlot);
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
        worker.execute(() -> {}); // one that gives no sign of life cannot be stopped
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
        if (queue != null && !isShared() && !to.equals(from) && from != null && members.containsKey(from)) {
            take(queue, members.get(from).worker);
        }
        assigned.put(id, to);
        if (queue == null || isShared() || to.equals(from)) {
            return;
        }
        hand(queue, target);
        queue.counters().add(QueueCounter.MOVES, 1);
    }

    private void take(Virtqueue queue, Worker from) {
        if (!isDrained(queue, from)) {
            whenFree(queue, from, queue::begin);
            throw new IllegalStateException("virtqueue " + queue.id() + " stays with " + from.id()
                    + ": what it has in flight did not end within " + DRAIN_NANOS / 1_000_000_000L + " s");
        }
        whenFree(queue, from, () -> from.drop(queue));
    }

    /** Lets a worker do something with a queue, as soon as no other that shares it has it. */
    private static void whenFree(Virtqueue queue, Worker worker, Runnable deed) {
        AtomicBoolean done = new AtomicBoolean();
        while (true) {
            worker.execute(() -> done.set(worker.with(queue, deed)));
            if (done.get()) {
                return;
            }
            LockSupport.parkNanos(MIN_PAUSE_NANOS);
        }
    }

    /** Lets what is in flight end. The worker looks now and then; it serves its other queues meanwhile. */
    private static boolean isDrained(Virtqueue queue, Worker worker) {
        AtomicBoolean drained = new AtomicBoolean();
        long start = System.nanoTime();
        for (long pause = MIN_PAUSE_NANOS; ; pause = Math.min(2 * pause, MAX_PAUSE_NANOS)) {
            try {
                worker.execute(() -> worker.with(queue, () -> drained.set(queue.drain(worker))));
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
            to.execute(() -> to.add(queue, weightOf(queue.id().device())));
        } catch (RuntimeException e) { // the guest's memory faulted, or its kick descriptor cannot be waited for
            queue.breakDevice("its queue cannot be served: " + e.getMessage());
        }
    }

    /** Changes what a worker does when idle. */
    public synchronized void setMode(WorkerId id, PollMode mode) {
        Member member = member(id);
        member.worker.execute(() -> member.worker.setMode(mode));
        members.put(id, new Member(member.worker, new Standing(member.standing.tid, member.standing.cpus, mode)));
    }

    /** Lets a worker run on these CPUs only. */
    public synchronized void pin(WorkerId id, CpuSet cpus) {
        Member member = member(id);
        member.worker.execute(() -> member.worker.pin(cpus));
        members.put(id, new Member(member.worker, new Standing(member.standing.tid, cpus, member.standing.mode)));
    }

    /** Takes a queue into service; its worker is the one that it had before, or the one that its device gets. */
    public synchronized void start(Virtqueue queue) {
        WorkerId to = assigned.get(queue.id());
        if (to == null || !members.containsKey(to)) {
            to = place(queue.id());
            assigned.put(queue.id(), to);
        }
        bySlot[queue.counters().slot()] = queue;
        running.put(queue.id(), queue);
        hand(queue, member(to).worker);
    }

    /** The queues of a device stay together, unless each has a worker by itself. */
    private WorkerId place(QueueId queue) {
        String guest = queue.device();
        for (Map.Entry<QueueId, WorkerId> entry : assigned.entrySet()) {
            if (placement() != Placement.PER_CPU
                    && entry.getKey().device().equals(guest)
                    && members.containsKey(entry.getValue())) {
                return entry.getValue();
            }
        }
        Origin origin = origins.getOrDefault(guest, Origin.UNKNOWN);
        List<Candidate> candidates = candidates();
        return Placing.choose(hiring.placement(), origin, candidates, settings)
                .or(() -> hire(origin))
                .or(() -> Placing.fewest(origin, candidates, settings.isOn(Setting.NUMA)))
                .orElseThrow(() -> new IllegalStateException("a crew without workers"));
    }

    private List<Candidate> candidates() {
        List<Candidate> candidates = new ArrayList<>();
        members.forEach((id, member) -> {
            Map<String, Origin> guests = new TreeMap<>();
            long queues = 0;
            for (Map.Entry<QueueId, WorkerId> entry : assigned.entrySet()) {
                if (entry.getValue().equals(id)) {
                    String guest = entry.getKey().device();
                    guests.put(guest, origins.getOrDefault(guest, Origin.UNKNOWN));
                    queues++;
                }
            }
            candidates.add(new Candidate(
                    id, member.standing.cpus, hiring.nodeOf().apply(member.standing.cpus), guests, queues));
        });
        return candidates;
    }

    /**
     * A frontend at work.
     *
     * @param process its number
     * @param packets how many its guest has sent and received
     */
    record Frontend(int process, long packets) {}

    /** The frontend of each guest that has queues in service, as far as it is known. */
    synchronized SortedMap<String, Frontend> frontends() {
        SortedMap<String, Frontend> frontends = new TreeMap<>();
        running.forEach((id, queue) -> {
            Origin origin = origins.getOrDefault(id.device(), Origin.UNKNOWN);
            long packets = queue.counters().get(QueueCounter.PACKETS);
            origin.process()
                    .ifPresent(process -> frontends.merge(
                            id.device(),
                            new Frontend(process, packets),
                            (one, other) -> new Frontend(process, one.packets + other.packets)));
        });
        return frontends;
    }

    /** The threads of a guest run on these CPUs: its queues get out of their way, if each CPU has its worker. */
    synchronized void follow(String guest, CpuSet busy) {
        if (placement() != Placement.PER_CPU) {
            return;
        }
        OptionalInt there = hiring.nodeOf().apply(busy);
        Origin origin = origins.getOrDefault(guest, Origin.UNKNOWN);
        OptionalInt node =
                !settings.isOn(Setting.NUMA) ? OptionalInt.empty() : there.isPresent() ? there : origin.node();
        List<QueueId> queues = new ArrayList<>(queues().keySet());
        queues.removeIf(queue -> !queue.device().equals(guest));
        for (QueueId queue : queues) {
            WorkerId now = Objects.requireNonNull(assigned.get(queue));
            Placing.aside(now, busy, node, candidates()).ifPresent(better -> attach(queue, better));
        }
    }

    /** Starts a worker as workers are made that are not asked for one by one. */
    public synchronized WorkerId hire() {
        return hireNear(OptionalInt.empty());
    }

    private WorkerId hireNear(OptionalInt node) {
        List<CpuSet> taken =
                members.values().stream().map(member -> member.standing.cpus).toList();
        return add(hiring.next(taken, node), hiring.mode());
    }

    /** A new worker for a guest; empty if there can be no other. */
    private Optional<WorkerId> hire(Origin origin) {
        try {
            return Optional.of(hireNear(origin.node()));
        } catch (IllegalStateException | SystemCallException e) { // as many as there can be
            return Optional.empty();
        }
    }

    /**
     * A guest is gone. Its place at a worker is free again, and a worker that was made for guests as they came ends with
     * its last one.
     */
    public synchronized void leave(String guest) {
        if (!hiring.placement().makesRoom()) {
            return; // it may come back, and gets the worker that it had
        }
        Set<WorkerId> left = new TreeSet<>();
        assigned.entrySet().removeIf(entry -> {
            boolean gone = entry.getKey().device().equals(guest) && !running.containsKey(entry.getKey());
            if (gone) {
                left.add(entry.getValue());
            }
            return gone;
        });
        left.removeAll(assigned.values());
        for (WorkerId worker : left) {
            Member member = members.get(worker);
            if (member != null && members.size() > 1) {
                members.remove(worker);
                stop(member.worker);
            }
        }
    }

    /**
     * Takes a queue out of service; when this returns, nobody touches its ring any more.
     *
     * @return whether nobody touches its memory either; else something that it has in flight did not end
     */
    public synchronized boolean stop(Virtqueue queue) {
        if (running.get(queue.id()) != queue) {
            return true;
        }
        boolean drained = letGo(queue);
        running.remove(queue.id());
        bySlot[queue.counters().slot()] = null;
        return drained;
    }

    /** A worker that is stalled must come back first, or others take its queues over meanwhile. */
    private boolean letGo(Virtqueue queue) {
        while (true) {
            Worker worker = workerOf(queue);
            if (worker.tryExecute(() -> {}, A_MOMENT)) {
                boolean drained = isDrained(queue, worker);
                AtomicBoolean removed = new AtomicBoolean();
                if (worker.tryExecute(() -> removed.set(worker.remove(queue)), A_MOMENT)
                        && removed.get()
                        && !worker.grip().holds(queue)) {
                    return drained;
                }
            }
            try {
                wait(A_MOMENT.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while a worker had hold of " + queue.id(), e);
            }
        }
    }

    /** Lets the worker of a queue change something in it between two visits. */
    public synchronized void change(Virtqueue queue, Runnable change) {
        if (running.get(queue.id()) == queue) {
            whenFree(queue, workerOf(queue), change);
        } else {
            change.run();
        }
    }

    /** Does something while no queue is moved, and no worker is stopped: so that it may wake one. */
    public synchronized void undisturbed(Runnable deed) {
        deed.run();
    }

    /** Returns when every visit that was going on has ended; a worker that is stalled for now is not waited for. */
    public synchronized void awaitVisits() {
        members.values().forEach(member -> member.worker.tryExecute(() -> {}, A_MOMENT));
    }

    synchronized SortedMap<WorkerId, Worker> watched() {
        SortedMap<WorkerId, Worker> workers = new TreeMap<>();
        members.forEach((id, member) -> workers.put(id, member.worker));
        return workers;
    }

    /** A worker's thread has ended: it is no member any more. Returns who serves its queues now. */
    synchronized SortedMap<QueueId, WorkerId> replace(WorkerId id) {
        Member dead = members.remove(id);
        SortedMap<QueueId, WorkerId> taken = new TreeMap<>();
        if (dead == null) {
            return taken;
        }
        if (members.isEmpty()) {
            hire();
        }
        workQueue.leave(dead.worker);
        for (Virtqueue queue : inHandsOf(dead.worker)) {
            queue.setOwner(null);
            workQueue.waitAgain(queue, dead.worker);
        }
        for (Virtqueue queue : servedBy(id)) {
            taken.put(queue.id(), handToOther(queue, id));
        }
        counters.remove(dead.worker.counters());
        awaitVisits(); // one that began before may still try to wake it
        dead.worker.close();
        return taken;
    }

    /**
     * A worker gives no sign of life: its queues are taken from it, but for what it has in its hands, which nobody else
     * can touch until it comes back.
     *
     * @return who serves them now; empty if there was nothing to take
     */
    synchronized Optional<SortedMap<QueueId, WorkerId>> takeOver(WorkerId id) {
        Member stalled = members.get(id);
        if (stalled == null) {
            return Optional.empty();
        }
        List<Virtqueue> held = inHandsOf(stalled.worker);
        if (held.isEmpty() && (!isShared() || servedBy(id).isEmpty())) {
            return Optional.empty();
        }
        held.forEach(queue -> queue.setOwner(null));
        stalled.worker.rob();
        Membarrier.onAllThreads();
        if (members.size() == 1) {
            hire();
        }
        SortedMap<QueueId, WorkerId> taken = new TreeMap<>();
        List<Virtqueue> queues = isShared() ? servedBy(id) : new ArrayList<>(held);
        for (Virtqueue queue : held) {
            if (stalled.worker.grip().holds(queue)) {
                queue.item().lose(stalled.worker);
                queues.removeIf(lost -> lost == queue && !isShared());
            } else {
                workQueue.waitAgain(queue, stalled.worker);
            }
        }
        queues.forEach(queue -> taken.put(queue.id(), handToOther(queue, id)));
        notifyAll();
        return Optional.of(taken);
    }

    /** A worker has come back: what it had in its hands, and so lost without another getting it, is its own again. */
    synchronized void giveBack(WorkerId id) {
        Member member = members.get(id);
        if (member == null) {
            return;
        }
        for (Virtqueue queue : isShared() ? running.values() : servedBy(id)) {
            if (queue.owner().isEmpty() && !member.worker.grip().holds(queue)) {
                if (isShared()) {
                    workQueue.recover(queue, member.worker);
                } else {
                    hand(queue, member.worker);
                }
            }
        }
    }

    private List<Virtqueue> inHandsOf(Worker worker) {
        List<Virtqueue> queues = new ArrayList<>(running.values());
        queues.removeIf(queue -> !queue.isOwnedBy(worker));
        return queues;
    }

    private List<Virtqueue> servedBy(WorkerId id) {
        List<Virtqueue> queues = new ArrayList<>(running.values());
        queues.removeIf(queue -> !id.equals(assigned.get(queue.id())));
        return queues;
    }

    private WorkerId handToOther(Virtqueue queue, WorkerId from) {
        List<Candidate> others = candidates();
        others.removeIf(candidate -> candidate.id().equals(from));
        Origin origin = origins.getOrDefault(queue.id().device(), Origin.UNKNOWN);
        WorkerId heir = Placing.fewest(origin, others, settings.isOn(Setting.NUMA))
                .orElseThrow(() -> new IllegalStateException("nobody is left to take over " + queue.id()));
        assigned.put(queue.id(), heir);
        if (!isShared()) { // else all serve it anyway
            hand(queue, member(heir).worker);
            queue.counters().add(QueueCounter.MOVES, 1);
        }
        return heir;
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
        leaving.removeIf(member -> !member.worker.tryExecute(member.worker::stop, A_MOMENT)); // it cannot be stopped
        leaving.forEach(member -> member.worker.join());
        leaving.forEach(member -> member.worker.close());
    }
}
