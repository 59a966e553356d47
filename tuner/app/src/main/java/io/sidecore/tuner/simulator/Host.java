package io.sidecore.tuner.simulator;

import java.util.List;

/** What all parts of a simulated host share. */
final class Host {

    private final Clock clock;
    private final Costs costs;
    private final List<Cpu> cpus;
    private final Scheduler scheduler;
    private final Messages messages;
    private final boolean postedInterrupts;

    Host(Clock clock, Costs costs, List<Cpu> cpus, boolean postedInterrupts) {
        this.clock = clock;
        this.costs = costs;
        this.cpus = cpus;
        this.postedInterrupts = postedInterrupts;
        this.scheduler = new Scheduler(clock, costs, cpus);
        this.messages = new Messages(clock);
    }

    long now() {
        return clock.now();
    }

    Clock clock() {
        return clock;
    }

    Costs costs() {
        return costs;
    }

    List<Cpu> cpus() {
        return cpus;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    Messages messages() {
        return messages;
    }

    /** What a call costs a vCPU. */
    double interruptNanos() {
        return postedInterrupts ? costs.postedInterrupt() : costs.interrupt();
    }
}
