package io.sidecore.guests.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lines for people. */
public final class TableOutput implements Output {

    private static final String INTERVAL = "%7s  %-8s %10s %9s %10s %8s %9s %9s %9s%n";
    private static final String FLOW = "%-24s %10s %9s %7s %7s %7s %9s %9s %9s%n";

    private final PrintStream out;
    private boolean hasHeading;

    public TableOutput(PrintStream out) {
        this.out = out;
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(1);
    }

    @Override
    public void ready(int guests) {
        out.println(guests + " guests are connected");
    }

    @Override
    public void interval(IntervalLine line) {
        if (!hasHeading) {
            hasHeading = true;
            row(INTERVAL, "time s", "phase", "packets/s", "Mbit/s", "requests/s", "lost", "p50 us", "p99 us", "max us");
        }
        row(
                INTERVAL,
                decimal(line.t()),
                line.phase(),
                whole(line.packets() / line.seconds()),
                whole(megabits(line.bytes(), line.seconds())),
                whole(line.requests() / line.seconds()),
                count(line.lost()),
                decimal(line.latencyMicros().p50()),
                decimal(line.latencyMicros().p99()),
                decimal(line.latencyMicros().max()));
    }

    @Override
    public void result(ResultLine line) {
        out.println();
        row(FLOW, "flow", "packets/s", "Mbit/s", "lost", "repeat", "reorder", "p50 us", "p99 us", "p99.9 us");
        for (FlowLine flow : line.flows()) {
            row(
                    FLOW,
                    flow.flow() + (flow.down() ? " (down)" : ""),
                    whole(flow.packets() / line.seconds()),
                    whole(megabits(flow.bytes(), line.seconds())),
                    count(flow.lost()),
                    count(flow.repeated()),
                    count(flow.reordered()),
                    decimal(flow.latencyMicros().p50()),
                    decimal(flow.latencyMicros().p99()),
                    decimal(flow.latencyMicros().p999()));
        }
        out.printf(
                Locale.ROOT,
                "%nmeasured %.1f s: %s packets/s, %s Mbit/s, %s requests/s, %d lost, %.4f kicks and %.4f calls a packet%n",
                line.seconds(),
                whole(line.packetsPerSecond()),
                whole(megabits(line.bytes(), line.seconds())),
                whole(line.requestsPerSecond()),
                line.lost(),
                (double) line.kicks() / Math.max(1, line.packets()),
                (double) line.calls() / Math.max(1, line.packets()));
    }

    private void row(String format, String... cells) {
        out.printf(Locale.ROOT, format, (Object[]) cells);
    }

    private static double megabits(long bytes, double seconds) {
        return bytes * 8e-6 / seconds;
    }

    private static String count(long value) {
        return String.valueOf(value);
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    private static String decimal(@Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.1f", value);
    }
}
