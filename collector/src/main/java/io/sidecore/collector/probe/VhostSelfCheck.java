package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfException;
import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.host.VirtqueueCounter;
import io.sidecore.collector.inventory.Gap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Whether the vhost and eventfd probes count what a vhost device of our own does. Functions exist in kernels that never
 * come by them, for instance because a compiler has put a copy of them elsewhere: what stays silent is reported as not
 * counted from then on.
 *
 * <p>The device changes nothing on the host ({@link TinyVhost}): it exists for some milliseconds, and what it sends is
 * dropped before it reaches an interface. What only a tap or a busy queue would bring about is not tried: frames for the
 * guest, limits.
 */
public final class VhostSelfCheck {

    /** A prime, so that it is not some other count by chance. */
    private static final int ROUNDS = 7;

    private static final int RING = 64;
    private static final long PATIENCE_NANOS = 300_000_000;
    private static final long NAP_NANOS = 50_000;

    private final VhostQueues queues;
    private final LongSupplier clock;

    private VhostSelfCheck(VhostQueues queues, LongSupplier clock) {
        this.queues = queues;
        this.clock = clock;
    }

    /**
     * Tries the vhost probe.
     *
     * @return why there can be no device, so that nothing was tried; absent if it was
     */
    public static Optional<String> untried(VhostQueues queues, BpfLibrary library, LongSupplier clock) {
        VhostSelfCheck check = new VhostSelfCheck(queues, clock);
        try (TinyVhost device = new TinyVhost(library, RING, false)) {
            check.run(device);
            return Optional.empty();
        } catch (BpfException e) {
            return Optional.of(e.why());
        } finally {
            queues.refresh();
        }
    }

    /**
     * Tries the eventfd probe.
     *
     * @return what is wrong, or why it cannot be told; absent if it counts
     */
    public static Optional<String> problem(EventfdCounts signals, BpfLibrary library, LongSupplier clock) {
        try (TinyVhost device = new TinyVhost(library, RING, false)) {
            long before = signals.byWorkers(device.callEventfd(TinyVhost.TX));
            device.start();
            long calls = 0;
            for (int i = 0; i < ROUNDS; i++) {
                send(device, clock);
                calls += device.calls(TinyVhost.TX);
            }
            long counted = signals.byWorkers(device.callEventfd(TinyVhost.TX)) - before;
            return counted >= calls
                    ? Optional.empty()
                    : Optional.of("vhost called " + calls + " times, and it counted " + counted);
        } catch (BpfException e) {
            return Optional.of("not seen to count (no vhost device to try it with: " + e.why() + ")");
        }
    }

    private static void send(TinyVhost device, LongSupplier clock) {
        device.offer(TinyVhost.TX, 1);
        device.kick(TinyVhost.TX);
        long deadline = clock.getAsLong() + PATIENCE_NANOS;
        while (device.outstanding(TinyVhost.TX) != 0 && clock.getAsLong() < deadline) {
            LockSupport.parkNanos(NAP_NANOS);
        }
    }

    private void run(TinyVhost device) {
        queues.refresh();
        if (counts(device, TinyVhost.TX).isEmpty()) {
            distrust(
                    "find_queues",
                    "virtqueues",
                    "a device of our own is not among those that it finds (is this another PID namespace?)");
            return;
        }
        device.start();
        await(device, TinyVhost.TX);
        expectRun(device, TinyVhost.TX, "handle_tx_net", "the socket had room");
        long runs = runs(device, TinyVhost.TX);
        for (int i = 0; i < ROUNDS; i++) {
            send(device, clock);
        }
        device.offer(TinyVhost.RX, 1);
        device.kick(TinyVhost.RX);
        await(device, TinyVhost.RX);
        expectKicks(device);
        if (runs >= 0 && runs(device, TinyVhost.TX) == runs) {
            silent("handle_tx_kick", "a queue was served after " + ROUNDS + " kicks");
        }
        expectRun(device, TinyVhost.RX, "handle_rx_kick", "a queue was kicked");
    }

    private void expectKicks(TinyVhost device) {
        long counted = counts(device, TinyVhost.TX)
                .map(counts -> counts.counters().find(VirtqueueCounter.KICKS))
                .orElse(OptionalLong.empty())
                .orElse(ROUNDS);
        if (counted < ROUNDS) {
            distrust(
                    VhostSignals.WAKEUP,
                    "kicks, and the delay until they are served",
                    "a queue was kicked " + ROUNDS + " times, and it counted " + counted);
        }
    }

    private void expectRun(TinyVhost device, int index, String target, String happened) {
        if (runs(device, index) == 0) {
            silent(target, happened);
        }
    }

    private void silent(String target, String happened) {
        distrust(target, "service of virtqueues", happened + ", and " + target + " was not seen to run");
    }

    private void distrust(String target, String what, String why) {
        queues.distrust(target, new Gap(what, "the vhost probe is attached, but " + why));
    }

    /** The worker tells the guest that it is done before its handler returns. */
    private void await(TinyVhost device, int index) {
        long deadline = clock.getAsLong() + PATIENCE_NANOS;
        while (runs(device, index) == 0 && clock.getAsLong() < deadline) {
            LockSupport.parkNanos(NAP_NANOS);
        }
    }

    /** Runs that were counted; some number other than 0 where they are not counted anyway. */
    private long runs(TinyVhost device, int index) {
        return counts(device, index)
                .map(counts -> counts.counters().find(VirtqueueCounter.RUNS))
                .orElse(OptionalLong.empty())
                .orElse(-1);
    }

    private Optional<VhostCounts> counts(TinyVhost device, int index) {
        return queues.read().stream()
                .filter(counts -> counts.queue().owner() == device.pid()
                        && counts.queue().fd() == device.fd()
                        && counts.queue().index() == index)
                .findFirst();
    }
}
