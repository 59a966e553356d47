package io.sidecore.tuner.top;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/** The CPU time of this program, over the last few windows: the kernel counts it in ticks of 10 ms, too coarse for one. */
public final class OwnCpu {

    private static final int WINDOWS = 10;

    private static final long LEAST_NANOS = 500_000_000;

    private record Point(long atNanos, long cpuNanos) {}

    private final LongSupplier clock;
    private final LongSupplier cpu;
    private final Deque<Point> points = new ArrayDeque<>();

    /**
     * @param clock ns
     * @param cpu CPU time until now, ns; negative if not known
     */
    public OwnCpu(LongSupplier clock, LongSupplier cpu) {
        this.clock = clock;
        this.cpu = cpu;
    }

    /** CPU time of this process until now, ns; -1 if the system does not say. */
    public static long ofThisProcess() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(-1L);
    }

    /** CPUs used since a few calls ago; absent at first. May be called as often as one likes. */
    public OptionalDouble now() {
        long now = clock.getAsLong();
        if (points.isEmpty() || now - points.getLast().atNanos >= LEAST_NANOS) {
            points.add(new Point(now, cpu.getAsLong()));
        }
        if (points.size() > WINDOWS + 1) {
            points.remove();
        }
        Point first = points.getFirst();
        Point last = points.getLast();
        return first.cpuNanos < 0 || last.atNanos == first.atNanos
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) (last.cpuNanos - first.cpuNanos) / (last.atNanos - first.atNanos));
    }
}
