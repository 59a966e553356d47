package io.sidecore.guests;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.guests.vcpu.LoadGuest;
import io.sidecore.guests.vcpu.Order;
import io.sidecore.guests.vcpu.Vcpu;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The vCPU threads of a run, which all obey the same orders. */
final class VcpuThreads implements AutoCloseable {

    /** Far longer than a host keeps a thread from running. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration PAUSE = Duration.ofNanos(100_000);

    private final List<Vcpu> vcpus = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private boolean finished;

    /** Deals out the guests, and starts. */
    VcpuThreads(List<LoadGuest> guests, GuestsOptions.Vcpus options) {
        for (int i = 0; i < options.threads(); i++) {
            List<LoadGuest> share = new ArrayList<>();
            for (int guest = i; guest < guests.size(); guest += options.threads()) {
                share.add(guests.get(guest));
            }
            Vcpu vcpu = new Vcpu(share, options.idle(), cpu(options, i));
            Thread thread = new Thread(vcpu, "vcpu-" + i);
            thread.setDaemon(true);
            vcpus.add(vcpu);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private static Optional<CpuSet> cpu(GuestsOptions.Vcpus options, int thread) {
        return options.cpus().map(cpus -> {
            int[] numbers = cpus.stream().toArray();
            return CpuSet.of(numbers[thread % numbers.length]);
        });
    }

    /**
     * Gives all an order, and waits until they have carried it out.
     *
     * @throws IllegalStateException if one has died, or takes too long
     */
    void order(Order order) {
        vcpus.forEach(vcpu -> vcpu.order(order));
        finished = order.step() == Order.Step.FINISH;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int i = 0; i < vcpus.size(); i++) {
            while (!vcpus.get(i).isDone()) {
                if (!threads.get(i).isAlive() || System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "thread vcpu-" + i + " does not carry out the order " + order.step());
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    @Override
    public void close() {
        if (!finished) {
            vcpus.forEach(vcpu -> vcpu.order(Order.finish()));
        }
        for (Thread thread : threads) {
            try {
                thread.join(PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        vcpus.forEach(Vcpu::close);
    }
}
