package io.sidecore.tuner.simulator;

import io.sidecore.tuner.simulator.scenario.HostSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A CPU and the threads that wait for it. */
final class Cpu {

    final int number;
    final int node;

    /** The other hardware thread of its core; null if it has none. */
    @Nullable
    Cpu sibling;

    @Nullable
    SimThread running;

    final List<SimThread> waiting = new ArrayList<>();

    /** Those who run here have had at least this much. */
    long leastVirtualNanos;

    Cpu(int number, int node) {
        this.number = number;
        this.node = node;
    }

    /** Those of a host, by number. */
    static List<Cpu> of(HostSpec spec) {
        List<Cpu> cpus = new ArrayList<>();
        for (int i = 0; i < spec.cpus(); i++) {
            cpus.add(new Cpu(i, spec.nodeOf(i)));
        }
        for (int i = 0; i + 1 < spec.cpus() && spec.threadsPerCore() == 2; i += 2) {
            cpus.get(i).sibling = cpus.get(i + 1);
            cpus.get(i + 1).sibling = cpus.get(i);
        }
        return cpus;
    }

    boolean isIdle() {
        return running == null && waiting.isEmpty();
    }

    int load() {
        return waiting.size() + (running == null ? 0 : 1);
    }

    boolean hasBusySibling() {
        return sibling != null && sibling.running != null;
    }

    /** The one that has had least, taken out; there must be one. */
    SimThread takeNext() {
        int best = 0;
        for (int i = 1; i < waiting.size(); i++) {
            if (waiting.get(i).virtualNanos < waiting.get(best).virtualNanos) {
                best = i;
            }
        }
        return waiting.remove(best);
    }
}
