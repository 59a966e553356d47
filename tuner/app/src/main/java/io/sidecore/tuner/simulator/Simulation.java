package io.sidecore.tuner.simulator;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.sample.WorkerSample;
import io.sidecore.tuner.simulator.scenario.GuestSpec;
import io.sidecore.tuner.simulator.scenario.HostSpec;
import io.sidecore.tuner.simulator.scenario.Scenario;
import io.sidecore.tuner.simulator.scenario.Scene;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A scenario, played. It goes on only when told to, and yields the samples that a real host would; the same seed plays the
 * same.
 */
public final class Simulation {

    private final Scenario scenario;
    private final Clock clock = new Clock();
    private final Host host;
    private final SplittableRandom random;
    private final List<SimThread> threads = new ArrayList<>();
    private final SortedMap<WorkerId, SimWorker> workers = new TreeMap<>();
    private final SortedMap<String, Vcpu> guests = new TreeMap<>();
    private final SortedMap<Integer, Hog> hogs = new TreeMap<>();
    private final Wire wire;
    private final Script script = new Script();
    private int named;

    /** Begins a scenario; no guest is there before {@link #advance}. */
    public Simulation(Scenario scenario, Costs costs, long seed) {
        this.scenario = scenario;
        this.random = new SplittableRandom(seed);
        HostSpec spec = scenario.host();
        this.host = new Host(clock, costs, Cpu.of(spec), spec.postedInterrupts());
        this.wire = new Wire("wire", spec.gigabits(), costs.linkQueue());
        plan();
        clock.at(Math.round(costs.balance()), Event.of(Event.BALANCE, 0, 0));
    }

    private void plan() {
        scenario.guests().forEach(guest -> script.add(guest.comes(), () -> come(guest)));
        scenario.scenes().forEach(scene -> script.add(scene.at(), () -> play(scene)));
    }

    private void come(GuestSpec spec) {
        int[] cpus =
                array(spec.vcpus().orElseGet(() -> HostSpec.all(scenario.host().cpus())));
        Vcpu guest = new Vcpu(
                threads.size(),
                spec.name(),
                cpus,
                spec.node(),
                spec.cgroup(),
                spec.load(),
                wire,
                host,
                random.nextLong());
        threads.add(guest);
        guests.put(spec.name(), guest);
        SimWorker worker = forNewGuest();
        worker.add(guest.rx, false);
        worker.add(guest.tx, false);
        guest.start();
    }

    /** As the kernel has it, each guest that is there from the beginning gets a worker; later ones go to the emptiest. */
    private SimWorker forNewGuest() {
        if (clock.now() == 0) {
            return worker(addWorker(scenario.host().workerCpus(), PollMode.SLEEP));
        }
        return workers.values().stream()
                .min((a, b) -> Integer.compare(a.queues().length, b.queues().length))
                .orElseGet(() -> worker(addWorker(scenario.host().workerCpus(), PollMode.SLEEP)));
    }

    private void play(Scene scene) {
        if (scene.cpu() != null) {
            hogs.computeIfAbsent(scene.cpu(), this::newHog).want(scene.share());
            return;
        }
        Vcpu guest = guests.get(scene.guest());
        if (guest == null) {
            return;
        }
        if (scene.load() != null) {
            guest.setLoad(scene.load());
            return;
        }
        for (SimQueue queue : List.of(guest.rx, guest.tx)) {
            if (queue.worker != null) {
                queue.worker.remove(queue);
            }
        }
        guest.leave();
        guests.remove(scene.guest());
    }

    private Hog newHog(int cpu) {
        Hog hog = new Hog(threads.size(), cpu, host);
        threads.add(hog);
        return hog;
    }

    /** Plays on until that time, in nanoseconds from the beginning; at most 2.4 hours. */
    public void advance(long untilNanos) {
        if (untilNanos > EventHeap.MAX_NANOS) {
            throw new IllegalArgumentException("a simulation lasts 2.4 hours at most: " + untilNanos + " ns");
        }
        while (script.nextNanos() <= untilNanos) {
            run(script.nextNanos());
            script.next().run();
        }
        run(untilNanos);
    }

    private void run(long untilNanos) {
        while (clock.advance(untilNanos)) {
            happen(clock.take());
        }
    }

    private void happen(long event) {
        int who = Event.who(event);
        switch (Event.kind(event)) {
            case Event.STEP -> {
                SimThread thread = threads.get(who);
                if (thread.version == Event.version(event) && thread.state == SimThread.State.RUNNING) {
                    host.scheduler().stepDone(thread);
                }
            }
            case Event.MESSAGE -> host.messages().deliver(who);
            case Event.RUNNABLE -> {
                SimThread thread = threads.get(who);
                if (thread.version == Event.version(event) && thread.state == SimThread.State.WAKING) {
                    host.scheduler().runnable(thread);
                }
            }
            case Event.SLICE -> host.scheduler().sliceEnded(host.cpus().get(who), Event.version(event));
            case Event.TURN -> ((Hog) threads.get(who)).turn();
            default -> {
                host.scheduler().balance();
                clock.at(clock.now() + Math.round(host.costs().balance()), event);
            }
        }
    }

    /** Nanoseconds from the beginning. */
    public long nowNanos() {
        return clock.now();
    }

    /** Events so far, and those that are to come. */
    public long events() {
        return clock.events();
    }

    public Scenario scenario() {
        return scenario;
    }

    // What can be changed.

    /** Starts a worker, and returns its name. */
    public WorkerId addWorker(CpuSet cpus, PollMode mode) {
        WorkerId name = new WorkerId("w" + named++);
        SimWorker worker = new SimWorker(threads.size(), name, array(cpus), mode, host, random.split());
        threads.add(worker);
        workers.put(name, worker);
        worker.setMode(mode);
        return name;
    }

    private static int[] array(CpuSet cpus) {
        return cpus.stream().toArray();
    }

    /** Stops a worker; it must have no queue. */
    public void retire(WorkerId id) {
        SimWorker worker = worker(id);
        if (worker.queues().length > 0) {
            throw new IllegalStateException(id + " still has " + worker.queues().length + " queues");
        }
        workers.remove(id);
        worker.retire();
    }

    /** Gives a queue to a worker; if the queue has gone meanwhile, nothing. */
    public void attach(QueueId id, WorkerId to) {
        SimWorker worker = worker(to);
        Vcpu guest = guests.get(id.device());
        if (guest == null) {
            return;
        }
        SimQueue queue = id.equals(guest.rx.id) ? guest.rx : guest.tx;
        if (queue.worker != worker) {
            if (queue.worker != null) {
                queue.worker.remove(queue);
            }
            worker.add(queue, true);
            queue.count(QueueCounter.MOVES, 1);
        }
    }

    public void setMode(WorkerId id, PollMode mode) {
        worker(id).setMode(mode);
    }

    public void pin(WorkerId id, CpuSet cpus) {
        host.scheduler().pin(worker(id), array(cpus));
    }

    private SimWorker worker(WorkerId id) {
        SimWorker worker = workers.get(id);
        if (worker == null) {
            throw new IllegalArgumentException(id + " is no worker of " + workers.keySet());
        }
        return worker;
    }

    // What can be seen.

    /** The workers, with the CPUs and the mode of each. */
    public SortedMap<WorkerId, WorkerSample> workers() {
        SortedMap<WorkerId, WorkerSample> all = new TreeMap<>();
        workers.forEach((id, worker) -> all.put(id, HostSample.of(worker)));
        return Collections.unmodifiableSortedMap(all);
    }

    /** The queues that are there, and who serves each. */
    public SortedMap<QueueId, WorkerId> queues() {
        SortedMap<QueueId, WorkerId> all = new TreeMap<>();
        for (SimWorker worker : workers.values()) {
            for (SimQueue queue : worker.queues()) {
                all.put(queue.id, worker.name);
            }
        }
        return all;
    }

    /** A guest that is there, seen from inside. */
    Vcpu guest(String name) {
        Vcpu guest = guests.get(name);
        if (guest == null) {
            throw new IllegalArgumentException(name + " is no guest of " + guests.keySet());
        }
        return guest;
    }

    /** What the peer of each guest that is there has seen so far. */
    public SortedMap<String, PeerView> peers() {
        SortedMap<String, PeerView> all = new TreeMap<>();
        guests.forEach((name, guest) -> all.put(name, PeerView.of(guest.flow)));
        return Collections.unmodifiableSortedMap(all);
    }

    /** What the host's counters show now. What goes out to the network is a queue without a worker. */
    public Sample sample() {
        return HostSample.of(clock.now(), workers.values(), wire);
    }

    /** Frames that a full queue had no room for, so far; of guests that are there. */
    public Drops drops() {
        long atGuests = guests.values().stream()
                .mapToLong(guest -> guest.rx.counts[QueueCounter.DROPS_FULL.ordinal()])
                .sum();
        return new Drops(wire.out.drops, wire.in.drops, atGuests);
    }
}
