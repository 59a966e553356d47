package io.sidecore.guests;

import io.sidecore.guests.report.Ledger;
import io.sidecore.guests.report.Output;
import io.sidecore.guests.report.ResultLine;
import io.sidecore.guests.vcpu.Order;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The course of a run: the load warms up, begins again from the seed, is measured, and ends; then what is under way may
 * still come through, since the latency of what came last belongs to the measurement too.
 */
final class LoadRun {

    /**
     * How long nothing may come through before what is missing is taken for lost: longer than a busy host keeps a thread
     * from its CPU. And how long to wait at most.
     */
    private static final Duration DRAIN_QUIET = Duration.ofSeconds(1);

    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final Duration DRAIN_PAUSE = Duration.ofMillis(10);
    private static final double NANOS_PER_SECOND = 1e9;

    private static final int WARMUP = 1;
    private static final int MEASURE = 2;

    private final VcpuThreads vcpus;
    private final Crew crew;
    private final GuestsOptions options;
    private final Output output;
    private final long startNanos = System.nanoTime();

    LoadRun(VcpuThreads vcpus, Crew crew, GuestsOptions options, Output output) {
        this.vcpus = vcpus;
        this.crew = crew;
        this.options = options;
        this.output = output;
    }

    ResultLine play() {
        if (!options.warmup().isZero()) {
            play(WARMUP, "warmup", options.warmup(), ledger());
        }
        Ledger ledger = ledger();
        double seconds = play(MEASURE, "measure", options.measured(), ledger);
        ledger.closeThroughput();
        drain(ledger);
        return ledger.result(seconds, options.seed());
    }

    private Ledger ledger() {
        return new Ledger(crew.runs(), crew.guests());
    }

    /** Plays a phase, and returns how many seconds it took. */
    private double play(int phase, String name, Duration length, Ledger ledger) {
        vcpus.order(Order.restart(phase));
        long began = System.nanoTime();
        long end = began + length.toNanos();
        vcpus.order(Order.begin(began, end));
        long last = began;
        while (last < end) {
            sleepUntil(Math.min(last + output.every().toNanos(), end));
            long now = System.nanoTime();
            vcpus.order(Order.handOver());
            output.interval(ledger.interval(name, seconds(now - startNanos), seconds(now - last)));
            last = now;
        }
        return seconds(last - began);
    }

    private void drain(Ledger ledger) {
        long outstanding = ledger.outstanding();
        long changed = System.nanoTime();
        long deadline = changed + DRAIN.toNanos();
        while (outstanding > 0 && System.nanoTime() < Math.min(deadline, changed + DRAIN_QUIET.toNanos())) {
            sleepUntil(System.nanoTime() + DRAIN_PAUSE.toNanos());
            vcpus.order(Order.handOver());
            ledger.enterLatencies();
            if (ledger.outstanding() != outstanding) {
                outstanding = ledger.outstanding();
                changed = System.nanoTime();
            }
        }
        vcpus.order(Order.finish());
        ledger.enterLatencies();
    }

    private static void sleepUntil(long nanos) {
        while (System.nanoTime() < nanos) {
            LockSupport.parkNanos(nanos - System.nanoTime());
        }
    }

    /** Milliseconds are as fine as the lines of a run need. */
    private static double seconds(long nanos) {
        return Math.round(nanos / NANOS_PER_SECOND * 1000) / 1000.0;
    }
}
