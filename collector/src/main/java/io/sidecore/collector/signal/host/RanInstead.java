package io.sidecore.collector.signal.host;

/**
 * A thread that ran while a worker or vCPU waited for the CPU.
 *
 * @param tid kernel thread id; 0: the CPU was idle
 * @param pid the process that it belongs to
 * @param comm its name; text of its own choice, not to be trusted
 * @param share of the window: waits that are charged to it, at least
 */
public record RanInstead(int tid, int pid, String comm, double share) {
    public boolean isIdle() {
        return tid == 0;
    }
}
