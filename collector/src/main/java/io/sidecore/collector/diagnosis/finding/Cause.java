package io.sidecore.collector.diagnosis.finding;

/** Why guests' I/O is slower, or costs more, than it need. The order breaks ties between findings of equal harm. */
public enum Cause {
    OVERLOAD("overload", true),
    PREEMPTED("preempted", true),
    PREEMPTED_BY_GUEST("preempted by its own guest", true),
    CGROUP_THROTTLE("cgroup throttle", true),
    SHARED_CORE("shared core", true),
    NIC_IRQ("NIC interrupts on its CPU", true),
    SOFTIRQ("stolen by interrupts", true),
    HOST_STEAL("stolen below the host", true),
    ELEPHANT_QUEUE("elephant queue", true),
    WRONG_NODE("wrong NUMA node", true),
    EMPTY_POLLING("polling that finds nothing", true),
    EXITS("too many exits", false),
    VCPU_STEAL("vCPU steal", false),
    GUEST_BOUND("guest-bound", false),
    GUEST_IDLE("idle guest", false);

    private final String text;
    private final boolean ioThread;

    Cause(String text, boolean ioThread) {
        this.text = text;
        this.ioThread = ioThread;
    }

    /** In words. */
    public String text() {
        return text;
    }

    /** Whether an I/O thread is what to look at; if not, the answer is "not the I/O thread". */
    public boolean ioThread() {
        return ioThread;
    }

    /** Whether this only explains why no I/O thread is to blame, and nothing is wrong with the host. */
    public boolean note() {
        return this == GUEST_BOUND || this == GUEST_IDLE;
    }
}
