package io.sidecore.vhostuser.worker;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.counters.CounterFileWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The workers of a backend and who serves what. Every change goes through here, one at a time: a queue is let go by its
 * old worker, between two visits, before the new one takes it. A queue that leaves and comes back, as when its guest
 * restarts, is given to the worker that it was attached to last.
 */
public final class Crew implements AutoCloseable {

    /** How a worker stands: what {@link #workers} lists. */
    public record Standing(int tid, CpuSet cpus, PollMode mode) {}

    private final Assignments assignments = new Assignments();
    private final GuestBook guests = new GuestBook();
    private final Staff staff;
    private final Placer placer;
    private final Rescue rescue;

    /** @param hiring how workers are made that are not asked for one by one */
    public Crew(CounterFileWriter counters, Hiring hiring) {
        this.staff = new Staff(counters, hiring, assignments.bySlot());
        this.placer = new Placer(staff, assignments, guests);
        this.rescue = new Rescue(staff, assignments, guests, placer);
    }

    /** How workers share themselves out. */
    public synchronized Settings settings() {
        return staff.settings();
    }

    /** Changes that, for every worker. */
    public synchronized void set(Settings changed) {
        staff.set(changed);
    }

    public synchronized Placement placement() {
        return staff.hiring().placement();
    }

    /**
     * Changes which worker a device gets. Those that are there stay where they are, unless workers begin to share them,
     * or end to.
     *
     * @throws IllegalStateException if a worker gives no sign of life, or what a queue has in flight does not end; then
     *     nothing has changed
     * @throws IllegalArgumentException if there cannot be a worker on each CPU; likewise
     */
    public synchronized void setPlacement(Placement placement) {
        List<WorkerId> hired = placement == Placement.PER_CPU ? staff.coverEveryCpu() : List.of();
        boolean shares = placement == Placement.WORKQUEUE;
        try {
            if (shares != staff.isShared()) {
                share(shares);
            }
        } catch (RuntimeException e) {
            hired.forEach(staff::dismiss);
            throw e;
        }
        staff.setPlacement(placement);
    }

    /** Takes every queue from whoever serves it, and gives it to all, or to the worker that it belongs to. */
    private void share(boolean shares) {
        staff.tellAll(worker -> {}); // fails at once, if it does
        List<Virtqueue> taken = new ArrayList<>();
        try {
            for (Virtqueue queue : assignments.running()) {
                Handover.take(queue, workerOf(queue));
                taken.add(queue);
            }
        } catch (RuntimeException e) {
            taken.forEach(queue -> give(queue, workerOf(queue)));
            throw e;
        }
        staff.share(shares);
        taken.forEach(queue -> give(queue, workerOf(queue)));
    }

    /** Weights of guests that have another than 1. */
    public synchronized SortedMap<String, Integer> weights() {
        return guests.weights();
    }

    /**
     * Changes how much time of its worker a guest gets while others wait, in relation to them.
     *
     * @param weight 1 to 1000
     */
    public synchronized void setWeight(String guest, int weight) {
        guests.setWeight(guest, weight);
        staff.tellAll(worker -> worker.setWeight(guest, weight));
    }

    /** Says where a guest is at home, before its queues start. */
    public synchronized void introduce(String guest, Origin origin) {
        guests.introduce(guest, origin);
    }

    /** Guests that are there, and where they are at home. */
    public synchronized SortedMap<String, Introduced> guests() {
        return guests.introduced();
    }

    /** How often {@link #guests} has gained something; the same number means the same guests, but for those that left. */
    public synchronized long introductions() {
        return guests.introductions();
    }

    /** Every worker, in order of name. */
    public synchronized SortedMap<WorkerId, Standing> workers() {
        return staff.standings();
    }

    /** Every virtqueue in service and the worker that it belongs to: that serves it, unless all do. */
    public synchronized SortedMap<QueueId, WorkerId> queues() {
        return assignments.inService();
    }

    /**
     * Starts the workers to begin with.
     *
     * @param workers how many, unless the placement asks for one on each CPU
     */
    public synchronized void staff(int workers) {
        staff.begin(workers);
    }

    /** Starts a worker with no queues. */
    public synchronized WorkerId add(CpuSet cpus, PollMode mode) {
        return staff.add(cpus, mode);
    }

    /** Hands a worker's queues to another one, and stops it. */
    public synchronized void retire(WorkerId id, WorkerId heir) {
        Worker worker = staff.get(id);
        if (id.equals(heir)) {
            throw new IllegalArgumentException("worker " + id + " cannot be its own heir (want another worker)");
        }
        staff.get(heir);
        worker.execute(() -> {}); // one that gives no sign of life cannot be stopped
        assignments.of(id).forEach(queue -> attach(queue, heir));
        staff.dismiss(id);
    }

    /**
     * Lets a worker serve a queue; at once if it is in service, else when it comes into service. Where workers share all
     * queues, it only belongs to it from then on.
     *
     * @throws IllegalStateException if what the queue has in flight does not end; it stays where it is
     */
    public synchronized void attach(QueueId id, WorkerId to) {
        Worker target = staff.get(to);
        Virtqueue queue = assignments.running(id);
        WorkerId from = assignments.workerOf(id);
        if (queue == null && from == null) {
            throw new IllegalArgumentException("no such virtqueue: " + id + " (there are "
                    + assignments.inService().keySet() + ")");
        }
        if (queue == null || staff.isShared() || to.equals(from)) {
            assignments.assign(id, to);
            return;
        }
        if (from != null && staff.has(from)) {
            Handover.take(queue, staff.get(from));
        }
        assignments.assign(id, to);
        give(queue, target);
        queue.counters().add(QueueCounter.MOVES, 1);
    }

    private void give(Virtqueue queue, Worker to) {
        Handover.give(queue, to, guests.weightOf(queue.id().device()));
    }

    /** Changes what a worker does when idle. */
    public synchronized void setMode(WorkerId id, PollMode mode) {
        staff.setMode(id, mode);
    }

    /** Lets a worker run on these CPUs only. */
    public synchronized void pin(WorkerId id, CpuSet cpus) {
        staff.pin(id, cpus);
    }

    /** Takes a queue into service; its worker is the one that it had before, or the one that its device gets. */
    public synchronized void start(Virtqueue queue) {
        WorkerId to = assignments.workerOf(queue.id());
        if (to == null || !staff.has(to)) {
            to = placer.forQueueOf(queue.id().device());
            assignments.assign(queue.id(), to);
        }
        assignments.start(queue);
        give(queue, staff.get(to));
    }

    /** The frontend of each guest that has queues in service, as far as it is known. */
    synchronized SortedMap<String, Frontend> frontends() {
        return guests.frontendsOf(assignments.running());
    }

    /** The threads of a guest run on these CPUs: its queues get out of their way, if each CPU has its worker. */
    synchronized void follow(String guest, CpuSet busy) {
        if (placement() == Placement.PER_CPU) {
            assignments.inService().forEach((queue, now) -> {
                if (queue.device().equals(guest)) {
                    placer.aside(queue, now, busy).ifPresent(better -> attach(queue, better));
                }
            });
        }
    }

    /**
     * A guest is gone. Its place at a worker is free again, and a worker that was made for guests as they came ends with
     * its last one.
     */
    public synchronized void leave(String guest) {
        guests.forget(guest);
        if (!placement().makesRoom()) {
            return; // it may come back, and gets the worker that it had
        }
        for (WorkerId worker : assignments.forget(guest)) {
            if (staff.has(worker) && staff.size() > 1) {
                staff.dismiss(worker);
            }
        }
    }

    /**
     * Takes a queue out of service; when this returns, nobody touches its ring any more.
     *
     * @return whether nobody touches its memory either; else something that it has in flight did not end
     */
    public synchronized boolean stop(Virtqueue queue) {
        if (!assignments.isRunning(queue)) {
            return true;
        }
        boolean drained = letGo(queue);
        assignments.stop(queue);
        return drained;
    }

    /** A worker that is stalled must come back first, or others take its queues over meanwhile. */
    private boolean letGo(Virtqueue queue) {
        while (true) {
            Worker worker = workerOf(queue);
            if (worker.tryExecute(() -> {}, Staff.A_MOMENT)) {
                boolean drained = Handover.drain(queue, worker, () -> {});
                AtomicBoolean removed = new AtomicBoolean();
                if (worker.tryExecute(() -> removed.set(worker.remove(queue)), Staff.A_MOMENT)
                        && removed.get()
                        && !worker.grip().holds(queue)) {
                    return drained;
                }
            }
            try {
                wait(Staff.A_MOMENT.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while a worker had hold of " + queue.id(), e);
            }
        }
    }

    /** Lets the worker of a queue change something in it between two visits. */
    public synchronized void change(Virtqueue queue, Runnable change) {
        if (assignments.isRunning(queue)) {
            Handover.whenFree(queue, workerOf(queue), change);
        } else {
            change.run();
        }
    }

    /** Of a queue in service: it has a worker, and that is a member. */
    private Worker workerOf(Virtqueue queue) {
        return staff.get(Objects.requireNonNull(assignments.workerOf(queue.id())));
    }

    /** Does something while no queue is moved, and no worker is stopped: so that it may wake one. */
    public synchronized void undisturbed(Runnable deed) {
        deed.run();
    }

    /** Returns when every visit that was going on has ended; a worker that is stalled for now is not waited for. */
    public synchronized void awaitVisits() {
        staff.awaitVisits();
    }

    synchronized SortedMap<WorkerId, Worker> watched() {
        return staff.all();
    }

    /** A worker's thread has ended: it is no member any more. Returns who serves its queues now. */
    synchronized SortedMap<QueueId, WorkerId> replace(WorkerId id) {
        return rescue.replace(id);
    }

    /** A worker gives no sign of life; see {@link Rescue#takeOver}. */
    synchronized Optional<SortedMap<QueueId, WorkerId>> takeOver(WorkerId id) {
        Optional<SortedMap<QueueId, WorkerId>> taken = rescue.takeOver(id);
        notifyAll();
        return taken;
    }

    /** A worker has come back; see {@link Rescue#giveBack}. */
    synchronized boolean giveBack(WorkerId id) {
        return rescue.giveBack(id);
    }

    /** Stops every worker. The queues must be out of service. */
    @Override
    public synchronized void close() {
        staff.close();
    }
}
