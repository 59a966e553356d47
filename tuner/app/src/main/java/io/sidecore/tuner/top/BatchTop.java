package io.sidecore.tuner.top;

import io.sidecore.collector.signal.host.HostObservation;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Page after page, as plain text: for pipes, logs and scripts. */
public final class BatchTop {

    private final Windows windows;
    private final Settings settings;
    private final int width;
    private final PrintWriter out;

    public BatchTop(Windows windows, Settings settings, int width, PrintWriter out) {
        this.windows = windows;
        this.settings = settings;
        this.width = width;
        this.out = out;
    }

    /**
     * Prints pages until there are enough, it is stopped, nobody reads any more, or the source ends.
     *
     * @param pages how many at most
     * @param await waits until the next sample is due; false: stop
     * @return how many it printed
     */
    public long run(long pages, BooleanSupplier await, Supplier<Status> status, ZoneId zone) {
        long printed = 0;
        while (printed < pages && !windows.ended() && !out.checkError() && await.getAsBoolean()) {
            Optional<HostObservation> window = windows.next();
            if (window.isPresent()) {
                if (printed++ > 0) {
                    out.println();
                }
                new Page(window.get(), settings, width)
                        .lines(status.get(), zone)
                        .forEach(line -> out.println(line.text()));
                out.flush();
            }
        }
        return printed;
    }
}
