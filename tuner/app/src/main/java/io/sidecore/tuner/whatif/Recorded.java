package io.sidecore.tuner.whatif;

import io.sidecore.collector.inventory.HostWorker;
import java.util.List;
import java.util.Set;

/**
 * What a recording says of guests and of what serves them.
 *
 * @param host its name
 * @param startedEpochMillis when the first window ended: with the host it names the recording
 * @param guests that are served, by name
 * @param workers that serve them, by name
 * @param shared whether workers serve several guests; else each guest brings its own, and what they share is CPUs
 * @param servers how many serve one queue of work: 1 worker, or all CPUs
 * @param loads of workers; or, if these are not shared, of one pool of all CPUs
 * @param waits of the queues of the busiest worker; or, if workers are not shared, of all
 * @param busiestOwn saturation of the busiest worker if workers are not shared, 0..1; else that of the loads
 */
public record Recorded(
        String host,
        long startedEpochMillis,
        Set<String> guests,
        Set<String> workers,
        boolean shared,
        int servers,
        Loads loads,
        Waits waits,
        double busiestOwn) {

    /** Kinds of worker that are made to serve several guests. */
    static final List<HostWorker.Kind> SHARED = List.of(HostWorker.Kind.BACKEND, HostWorker.Kind.PMD);

    /** What is more or less loaded, in words. */
    public String resource() {
        return shared ? "saturation of the busiest worker" : "use of the host's CPUs";
    }

    /** How many windows it has. */
    public int windows() {
        return loads.allWindows().length;
    }
}
