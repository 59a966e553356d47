package io.sidecore.collector.signal.host;

/** What a worker's time went to. The order is that of pictures: what is useful first. */
public enum Activity {
    /** Served virtqueues. */
    WORK("useful work"),
    /** Looked at queues that were empty. */
    EMPTY_POLLS("empty polls"),
    /** On a CPU, but not in a handler that somebody times: its loop, or all of it where nobody times handlers. */
    OTHER("on a CPU, not split"),
    /** On a CPU, but softirqs ran on top of it. */
    SOFTIRQ("stolen by softirqs"),
    /** Wanted a CPU and had none. */
    RUNNABLE("kept from running"),
    /** Waited for work. */
    ASLEEP("asleep");

    private final String text;

    Activity(String text) {
        this.text = text;
    }

    /** In words. */
    public String text() {
        return text;
    }

    /** Whether the thread has a CPU meanwhile. */
    public boolean onCpu() {
        return this != RUNNABLE && this != ASLEEP;
    }
}
