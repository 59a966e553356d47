package io.sidecore.collector.host;

/**
 * A thread that ran instead of a watched one.
 *
 * @param tid kernel thread id; 0: the CPU was idle, as when a cgroup is throttled or a sleeping CPU wakes up
 * @param pid the process that it belongs to
 * @param comm its name; text of its own choice, not to be trusted
 * @param nanos waits of the watched thread that are charged to it
 */
public record Interferer(int tid, int pid, String comm, long nanos) {
    public boolean isIdle() {
        return tid == 0;
    }
}
