package io.sidecore.tuner.record;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.HostSampleSource;
import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.signal.host.HostObservation;
import io.sidecore.collector.signal.host.HostObservations;
import io.sidecore.collector.signal.host.HostWindows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes of recorded samples the windows that a diagnosis on their host would have had. */
public final class ReplayedWindows {

    /** As many as {@code diagnose} takes at most. */
    private static final long MOST_WINDOWS = 3600;

    /** Of one virtqueue in one window; what that many need fits into a small heap. */
    private static final long MOST_QUEUE_WINDOWS = 1_000_000;

    private final List<HostObservation> windows = new ArrayList<>();
    private long stride = 1;
    private long samples;
    private long notNewer;

    private ReplayedWindows() {}

    /**
     * Reads a source to its end. Of so many samples that a diagnosis could not hold all windows at once it makes fewer,
     * longer ones.
     *
     * @param expected how many samples there are, about
     */
    public static ReplayedWindows of(HostSampleSource source, long expected) {
        ReplayedWindows replayed = new ReplayedWindows();
        Optional<HostSample> older = source.next();
        replayed.samples = older.isPresent() ? 1 : 0;
        replayed.stride =
                stride(expected, older.map(first -> first.queues().size()).orElse(0));
        for (Optional<HostSample> next = source.next(); next.isPresent(); next = source.next()) {
            replayed.samples++;
            if (next.get().atNanos() <= older.orElseThrow().atNanos()) {
                replayed.notNewer++; // another boot, or two recordings in one file: a new beginning
                older = next;
            } else if ((replayed.samples - 1) % replayed.stride == 0) {
                replayed.windows.add(HostObservations.between(older.get(), next.get()));
                older = next;
            }
        }
        return replayed;
    }

    static long stride(long samples, long queues) {
        long most = Math.max(60, Math.min(MOST_WINDOWS, MOST_QUEUE_WINDOWS / Math.max(1, queues)));
        return Math.max(1, (samples - 2 + most) / most);
    }

    /** From how many samples to the next a window goes. */
    public long stride() {
        return stride;
    }

    /** How many samples there were. */
    public long samples() {
        return samples;
    }

    /** How many were not newer than the one before them, and began a new row of windows. */
    public long notNewer() {
        return notNewer;
    }

    /**
     * The windows.
     *
     * @param lost what the recording lacks; told with the last window, among all else that could not be measured
     */
    public HostWindows windows(List<Gap> lost) {
        if (windows.isEmpty() || lost.isEmpty()) {
            return HostWindows.of(windows);
        }
        List<HostObservation> all = new ArrayList<>(windows);
        all.add(with(all.remove(all.size() - 1), lost));
        return HostWindows.of(all);
    }

    private static HostObservation with(HostObservation window, List<Gap> more) {
        List<Gap> gaps = new ArrayList<>(window.gaps());
        gaps.addAll(more);
        return new HostObservation(
                window.atNanos(),
                window.atEpochMillis(),
                window.window(),
                window.inventory(),
                window.workers(),
                window.queues(),
                window.guests(),
                window.cpus(),
                window.cgroups(),
                window.leftOut(),
                gaps);
    }
}
