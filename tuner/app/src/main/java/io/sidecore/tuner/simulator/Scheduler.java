package io.sidecore.tuner.simulator;

import java.util.List;

/**
 * Which thread runs on which CPU, as Linux's fair scheduler has it (CFS, kernel/sched/fair.c): who has had least comes
 * next; one that wakes goes to an idle CPU, its last one first, or takes the CPU from one that has had much more; a CPU that
 * falls idle takes a waiting thread from the fullest; and queues are evened out now and then.
 */
final class Scheduler {

    private final Clock clock;
    private final Costs costs;
    private final List<Cpu> cpus;
    private final CpuChoice choice;

    /** Threads that wait for a CPU, anywhere: usually none, and then there is nothing to look for. */
    private int waiting;

    Scheduler(Clock clock, Costs costs, List<Cpu> cpus) {
        this.clock = clock;
        this.costs = costs;
        this.cpus = cpus;
        this.choice = new CpuChoice(cpus);
    }

    /** Wakes a thread that sleeps; it needs so much CPU time to come to itself. */
    void wake(SimThread thread, double cpuNanos) {
        if (thread.state != SimThread.State.ASLEEP) {
            return;
        }
        thread.state = SimThread.State.WAKING;
        thread.left = Math.round(cpuNanos);
        thread.queuedNanos = clock.now();
        clock.at(clock.now() + Math.round(costs.wakeDelay()), Event.of(Event.RUNNABLE, thread.id, ++thread.version));
    }

    /** The wake-up has reached it. */
    void runnable(SimThread thread) {
        Cpu cpu = choice.forWaking(thread);
        Cpu from = thread.cpu;
        advance(cpu);
        if (from != null && from != cpu) {
            advance(from);
            rebase(thread, from, cpu);
        }
        thread.cpu = cpu;
        long least = cpu.leastVirtualNanos - Math.round(costs.sleeperCredit());
        thread.virtualNanos = Math.max(thread.virtualNanos, least);
        SimThread running = cpu.running;
        if (running == null) {
            start(cpu, thread);
        } else if (!running.givesWay() && virtualNow(running) - thread.virtualNanos > costs.wakeUpGranularity()) {
            preempt(cpu);
            start(cpu, thread);
        } else {
            enqueue(cpu, thread);
        }
    }

    /** Brings a CPU up to now. */
    private void advance(Cpu cpu) {
        if (cpu.running != null) {
            account(cpu.running);
        }
    }

    /** How much a thread has had is told in relation to those of its CPU. */
    private static void rebase(SimThread thread, Cpu from, Cpu to) {
        thread.virtualNanos += to.leastVirtualNanos - from.leastVirtualNanos;
    }

    private long virtualNow(SimThread running) {
        return running.virtualNanos + clock.now() - running.startedNanos;
    }

    private void enqueue(Cpu cpu, SimThread thread) {
        thread.state = SimThread.State.QUEUED;
        thread.cpu = cpu;
        SimThread running = cpu.running;
        boolean first = cpu.waiting.isEmpty();
        cpu.waiting.add(thread);
        waiting++;
        if (running != null && running.givesWay()) {
            replaceStep(running, 0);
        } else if (running != null && first) { // now its turn is limited
            limitSlice(cpu, running);
        }
    }

    private void limitSlice(Cpu cpu, SimThread running) {
        long end = Math.max(clock.now(), running.sliceStartedNanos + Math.round(costs.slice()));
        clock.at(end, Event.of(Event.SLICE, cpu.number, running.version));
    }

    private void start(Cpu cpu, SimThread thread) {
        thread.state = SimThread.State.RUNNING;
        thread.cpu = cpu;
        thread.endWait(clock.now());
        thread.sliceStartedNanos = clock.now();
        cpu.running = thread;
        cpu.leastVirtualNanos = Math.max(cpu.leastVirtualNanos, thread.virtualNanos);
        run(cpu, thread);
        if (!cpu.waiting.isEmpty()) {
            limitSlice(cpu, thread);
        }
    }

    /** Runs what is left of its step. */
    private void run(Cpu cpu, SimThread thread) {
        thread.startedNanos = clock.now();
        thread.speed = cpu.hasBusySibling() ? costs.sibling() : 1;
        if (thread.left != SimThread.FOREVER) {
            long nanos = (long) Math.ceil(thread.left / thread.speed);
            clock.at(clock.now() + nanos, Event.of(Event.STEP, thread.id, thread.version));
        }
    }

    private void account(SimThread thread) {
        long ran = clock.now() - thread.startedNanos;
        thread.runNanos += ran;
        thread.virtualNanos += ran;
        if (thread.left != SimThread.FOREVER) {
            thread.left = Math.max(0, thread.left - Math.round(ran * thread.speed));
        }
        thread.startedNanos = clock.now();
        Cpu cpu = thread.cpu;
        if (cpu != null && cpu.waiting.isEmpty()) { // who comes now is to share from now on, not to catch up
            cpu.leastVirtualNanos = Math.max(cpu.leastVirtualNanos, thread.virtualNanos);
        }
    }

    /** Brings a thread's counters up to now. */
    void settle(SimThread thread) {
        if (thread.state == SimThread.State.RUNNING) {
            account(thread);
        } else if (thread.state == SimThread.State.QUEUED || thread.state == SimThread.State.WAKING) {
            thread.settleWait(clock.now());
        }
    }

    private void preempt(Cpu cpu) {
        SimThread running = cpu.running;
        if (running == null) {
            return;
        }
        account(running);
        running.version++;
        running.queuedNanos = clock.now();
        cpu.running = null;
        running.state = SimThread.State.QUEUED;
        cpu.waiting.add(running);
        waiting++;
    }

    /** The step of a running thread is done. */
    void stepDone(SimThread thread) {
        Cpu cpu = thread.cpu;
        if (cpu == null) {
            return;
        }
        account(thread);
        long next = thread.step();
        if (next < 0) {
            leave(cpu, thread, next == SimThread.END ? SimThread.State.ENDED : SimThread.State.ASLEEP);
        } else if (thread.state == SimThread.State.RUNNING) {
            thread.left = next;
            run(cpu, thread);
        }
    }

    private void leave(Cpu cpu, SimThread thread, SimThread.State state) {
        thread.state = state;
        thread.version++;
        cpu.running = null;
        startNext(cpu);
    }

    private void startNext(Cpu cpu) {
        if (waiting == 0) {
            return;
        }
        if (!cpu.waiting.isEmpty()) {
            startWaiting(cpu);
            return;
        }
        Cpu fullest = choice.fullestFor(cpu);
        if (fullest != null) {
            pull(fullest, cpu);
        }
    }

    private void startWaiting(Cpu cpu) {
        waiting--;
        start(cpu, cpu.takeNext());
    }

    private void pull(Cpu from, Cpu to) {
        SimThread thread = from.waiting.remove(CpuChoice.movable(from, to));
        waiting--;
        advance(to);
        rebase(thread, from, to);
        if (to.running == null) {
            start(to, thread);
        } else {
            enqueue(to, thread);
        }
    }

    /** The time of a running thread is up, if it has not left before. */
    void sliceEnded(Cpu cpu, int version) {
        SimThread running = cpu.running;
        if (running == null || running.version != version || cpu.waiting.isEmpty()) {
            return;
        }
        preempt(cpu);
        startWaiting(cpu);
    }

    /** From time to time: idle CPUs get something to do, and the fullest queue gives to the emptiest. */
    void balance() {
        for (Cpu cpu : cpus) {
            if (waiting == 0) {
                return;
            }
            Cpu fullest = choice.fullestFor(cpu);
            if (fullest != null && (cpu.isIdle() || fullest.load() - cpu.load() > 1)) {
                pull(fullest, cpu);
            }
        }
    }

    /** Whether nobody waits for the CPU that a thread runs on. */
    static boolean isAlone(SimThread running) {
        return running.cpu == null || running.cpu.waiting.isEmpty();
    }

    /** The present step ends otherwise than it was to: after so much more. */
    void replaceStep(SimThread thread, long nanos) {
        boolean runs = thread.state == SimThread.State.RUNNING;
        if (runs) {
            account(thread);
            thread.version++;
        }
        thread.left = nanos;
        if (runs && thread.cpu != null) {
            run(thread.cpu, thread);
            if (!thread.cpu.waiting.isEmpty()) {
                limitSlice(thread.cpu, thread);
            }
        }
    }

    /** From now on it may run there only. */
    void pin(SimThread thread, int[] allowed) {
        thread.allow(allowed);
        Cpu cpu = thread.cpu;
        if (cpu == null || thread.mayRunOn(cpu.number)) {
            return;
        }
        if (thread.state == SimThread.State.RUNNING) {
            account(thread);
            thread.version++;
            thread.queuedNanos = clock.now();
            thread.state = SimThread.State.QUEUED;
            cpu.running = null;
            startNext(cpu);
            runnable(thread);
        } else if (thread.state == SimThread.State.QUEUED) {
            cpu.waiting.remove(thread);
            waiting--;
            runnable(thread);
        }
    }
}
