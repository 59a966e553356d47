package io.sidecore.guests.vcpu;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.vhostuser.sys.Threads;
import java.util.List;
import java.util.Optional;

/**
 * A thread that runs guests in turn. It is told what to do by {@link Order}s, one at a time: whoever gives one waits for
 * {@link #isDone} before the next, and may read then what the guests have handed over.
 */
public final class Vcpu implements Runnable, AutoCloseable {

    private final List<LoadGuest> guests;
    private final IdleMode idle;
    private final Optional<CpuSet> cpus;
    private final Rest rest;

    /** The order that is not carried out yet. */
    private volatile Optional<Order> pending = Optional.empty();

    /** @param cpus where it may run; empty: anywhere */
    public Vcpu(List<LoadGuest> guests, IdleMode idle, Optional<CpuSet> cpus) {
        this.guests = List.copyOf(guests);
        this.idle = idle;
        this.cpus = cpus;
        this.rest = new Rest(this.guests);
    }

    @Override
    public void run() {
        cpus.ifPresent(set -> Threads.pin(Threads.currentTid(), set));
        guests.forEach(LoadGuest::sayHello);
        LoadGuest[] turn = guests.toArray(LoadGuest[]::new);
        boolean finished = false;
        while (!finished) {
            if (runAll(turn) == 0) {
                pause();
            }
            Optional<Order> order = pending;
            if (order.isPresent()) {
                guests.forEach(guest -> guest.obey(order.get()));
                finished = order.get().step() == Order.Step.FINISH;
                pending = Optional.empty();
            }
        }
    }

    private static int runAll(LoadGuest[] guests) {
        int work = 0;
        for (LoadGuest guest : guests) {
            if (!guest.isLost()) {
                work += guest.tryStep();
            }
        }
        return work;
    }

    private void pause() {
        if (idle == IdleMode.SLEEP) {
            rest.sleep();
        } else {
            Thread.onSpinWait();
        }
    }

    /** Tells the thread what to do next; only when the order before is done. */
    public void order(Order order) {
        pending = Optional.of(order);
        rest.wake();
    }

    /** Whether the last order is carried out. */
    public boolean isDone() {
        return pending.isEmpty();
    }

    @Override
    public void close() {
        rest.close();
    }
}
