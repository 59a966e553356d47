package io.sidecore.tuner.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which CPU a thread goes to that wakes, and which one gives a waiting thread away. */
final class CpuChoice {

    private final List<Cpu> cpus;

    CpuChoice(List<Cpu> cpus) {
        this.cpus = cpus;
    }

    /** For a thread that wakes: an idle one, its last one or of an idle core first; or else the least loaded. */
    Cpu forWaking(SimThread thread) {
        Cpu last = thread.cpu;
        if (last != null && thread.mayRunOn(last.number)) {
            if (last.isIdle()) {
                return last;
            }
        } else {
            last = cpus.get(thread.allowed()[0]);
        }
        Cpu idle = null;
        Cpu lightest = last;
        for (int number : thread.allowed()) {
            Cpu cpu = cpus.get(number);
            if (cpu.isIdle() && !cpu.hasBusySibling()) {
                return cpu; // none is better; hosts have many
            }
            if (cpu.isIdle() && idle == null) {
                idle = cpu;
            }
            if (cpu.load() < lightest.load()) {
                lightest = cpu;
            }
        }
        return idle == null ? lightest : idle;
    }

    /** The one where most threads wait of which one may run on the idle one; null if there is none. */
    @Nullable
    Cpu fullestFor(Cpu idle) {
        Cpu fullest = null;
        for (Cpu cpu : cpus) {
            if (cpu != idle
                    && !cpu.waiting.isEmpty()
                    && (fullest == null || cpu.waiting.size() > fullest.waiting.size())
                    && movable(cpu, idle) >= 0) {
                fullest = cpu;
            }
        }
        return fullest;
    }

    /** The place in the queue of one of the first thread that may run on the other; negative if there is none. */
    static int movable(Cpu from, Cpu to) {
        for (int i = 0; i < from.waiting.size(); i++) {
            if (from.waiting.get(i).mayRunOn(to.number)) {
                return i;
            }
        }
        return -1;
    }
}
