package io.sidecore.vhostuser.worker;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.counters.CounterFileWriter;
import io.sidecore.vhostuser.counters.WorkerRecord;
import io.sidecore.vhostuser.sys.SystemCallException;
import io.sidecore.vhostuser.worker.Crew.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The workers of a crew: how they come, stand, and go. Their crew lets one thread in at a time. */
final class Staff {

    /** How long a worker is waited for before others have a chance to do something about it. */
    static final Duration A_MOMENT = Duration.ofMillis(200);

    /** A worker that has to share its CPU with others that do not yield is none that cannot be stopped. */
    private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(2);

    private record Member(Worker worker, Standing standing) {}

    private final CounterFileWriter counters;
    private final Virtqueue[] bySlot;
    private final WorkQueue workQueue = new WorkQueue();
    private final SortedMap<WorkerId, Member> members = new TreeMap<>();
    private Hiring hiring;
    private Settings settings = Settings.INITIAL;
    private int named;
    private boolean closed;

    Staff(CounterFileWriter counters, Hiring hiring, Virtqueue[] bySlot) {
        this.counters = counters;
        this.hiring = hiring;
        this.bySlot = bySlot;
    }

    Settings settings() {
        return settings;
    }

    void set(Settings changed) {
        settings = changed;
        tellAll(worker -> worker.set(changed));
    }

    Hiring hiring() {
        return hiring;
    }

    void setPlacement(Placement placement) {
        hiring = hiring.with(placement);
    }

    /** Whether they share all queues. */
    boolean isShared() {
        return hiring.placement() == Placement.WORKQUEUE;
    }

    /** What they share, if they do. */
    WorkQueue workQueue() {
        return workQueue;
    }

    /** Lets all share queues, or none; they must have none at the moment. */
    void share(boolean shares) {
        tellAll(worker -> worker.share(shares ? workQueue : null));
    }

    /** Lets each worker do something between two visits. */
    void tellAll(Consumer<Worker> command) {
        members.values().forEach(member -> member.worker.execute(() -> command.accept(member.worker)));
    }

    int size() {
        return members.size();
    }

    boolean has(WorkerId id) {
        return members.containsKey(id);
    }

    /** The worker of that name; null if there is none. */
    @Nullable
    Worker find(WorkerId id) {
        Member member = members.get(id);
        return member == null ? null : member.worker;
    }

    /**
     * The worker of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    Worker get(WorkerId id) {
        return member(id).worker;
    }

    private Member member(WorkerId id) {
        Member member = members.get(id);
        if (member == null) {
            throw new IllegalArgumentException("no such worker: " + id + " (there are " + members.keySet() + ")");
        }
        return member;
    }

    SortedMap<WorkerId, Worker> all() {
        SortedMap<WorkerId, Worker> workers = new TreeMap<>();
        members.forEach((id, member) -> workers.put(id, member.worker));
        return workers;
    }

    SortedMap<WorkerId, Standing> standings() {
        SortedMap<WorkerId, Standing> standings = new TreeMap<>();
        members.forEach((id, member) -> standings.put(id, member.standing));
        return standings;
    }

    /** Who may get a device, in order of name. */
    List<Candidate> candidates(Assignments assignments, GuestBook guests) {
        List<Candidate> candidates = new ArrayList<>();
        members.forEach((id, member) -> {
            SortedMap<String, Origin> served = new TreeMap<>();
            assignments.of(id).forEach(queue -> served.put(queue.device(), guests.originOf(queue.device())));
            CpuSet cpus = member.standing.cpus();
            long queues = assignments.of(id).size();
            candidates.add(new Candidate(id, cpus, hiring.nodeOf().apply(cpus), served, queues));
        });
        return candidates;
    }

    /** Starts a worker with no queues. */
    WorkerId add(CpuSet cpus, PollMode mode) {
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

    /** Starts one on each CPU that has none of its own, or none at all if one cannot be. Returns those. */
    List<WorkerId> coverEveryCpu() {
        List<WorkerId> hired = new ArrayList<>();
        try {
            hiring.cpus().stream()
                    .mapToObj(CpuSet::of)
                    .filter(cpu -> members.values().stream()
                            .noneMatch(member -> member.standing.cpus().equals(cpu)))
                    .toList()
                    .forEach(cpu -> hired.add(add(cpu, hiring.mode())));
        } catch (RuntimeException e) {
            hired.forEach(this::dismiss);
            throw e;
        }
        return hired;
    }

    /** Starts so many, unless the placement asks for one on each CPU. */
    void begin(int workers) {
        if (hiring.placement() == Placement.PER_CPU) {
            coverEveryCpu();
            return;
        }
        for (int i = 0; i < workers; i++) {
            hire();
        }
    }

    /** Starts a worker as workers are made that are not asked for one by one. */
    WorkerId hire() {
        return hireNear(OptionalInt.empty());
    }

    private WorkerId hireNear(OptionalInt node) {
        List<CpuSet> taken =
                members.values().stream().map(member -> member.standing.cpus()).toList();
        return add(hiring.next(taken, node), hiring.mode());
    }

    /** A new worker for a guest; empty if there can be no other. */
    Optional<WorkerId> hireFor(Origin origin) {
        try {
            return Optional.of(hireNear(origin.node()));
        } catch (IllegalStateException | SystemCallException e) { // as many as there can be
            return Optional.empty();
        }
    }

    void setMode(WorkerId id, PollMode mode) {
        Member member = member(id);
        member.worker.execute(() -> member.worker.setMode(mode));
        Standing was = member.standing;
        members.put(id, new Member(member.worker, new Standing(was.tid(), was.cpus(), mode)));
    }

    void pin(WorkerId id, CpuSet cpus) {
        Member member = member(id);
        member.worker.execute(() -> member.worker.pin(cpus));
        Standing was = member.standing;
        members.put(id, new Member(member.worker, new Standing(was.tid(), cpus, was.mode())));
    }

    /** Stops a worker, which must have no queues. */
    void dismiss(WorkerId id) {
        Worker worker = get(id);
        members.remove(id);
        stop(worker);
    }

    private void stop(Worker worker) {
        worker.execute(worker::stop);
        worker.join();
        bury(worker);
    }

    /** Its thread has ended: it is no member any more. Returns it; null if it was none. */
    @Nullable
    Worker strikeOff(WorkerId id) {
        Member member = members.remove(id);
        return member == null ? null : member.worker;
    }

    /** Frees what a worker held whose thread has ended. */
    void bury(Worker worker) {
        counters.remove(worker.counters());
        awaitVisits(); // a visit that began before may still try to wake it
        worker.close();
    }

    /** Returns when every visit that was going on has ended; a worker that is stalled for now is not waited for. */
    void awaitVisits() {
        members.values().forEach(member -> member.worker.tryExecute(() -> {}, A_MOMENT));
    }

    /** Stops all, but for those that give no sign of life: they may go on writing to their counters. */
    void close() {
        closed = true;
        List<Worker> leaving = new ArrayList<>(all().values());
        members.clear();
        for (Worker worker : List.copyOf(leaving)) {
            if (!worker.tryExecute(worker::stop, PATIENCE_AT_THE_END)) {
                worker.abandon();
                counters.stayMapped();
                leaving.remove(worker);
            }
        }
        leaving.forEach(Worker::join);
        leaving.forEach(Worker::close);
    }
}
