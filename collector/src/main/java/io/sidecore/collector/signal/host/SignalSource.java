package io.sidecore.collector.signal.host;

/** Who counted what a number was made of. */
public enum SignalSource {
    SCHED_PROBE("sched probe"),
    SCHEDSTAT("/proc/TID/schedstat"),
    VHOST_PROBE("vhost probe"),
    WORKER_ITSELF("the worker's own counters");

    private final String text;

    SignalSource(String text) {
        this.text = text;
    }

    /** In words. */
    public String text() {
        return text;
    }
}
