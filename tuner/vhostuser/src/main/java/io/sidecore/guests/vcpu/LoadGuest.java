package io.sidecore.guests.vcpu;

import io.sidecore.guests.driver.Frontend;
import io.sidecore.guests.driver.RxFrame;
import io.sidecore.guests.driver.RxQueue;
import io.sidecore.guests.driver.TxQueue;
import io.sidecore.guests.flow.Endpoint;
import io.sidecore.guests.flow.FlowRun;
import io.sidecore.guests.flow.FrameHeader;
import io.sidecore.guests.flow.Outlet;
import io.sidecore.vhostuser.protocol.ProtocolException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A guest that runs: a device, and the ends of flows that send and receive through it. One vCPU thread drives it; other
 * threads may say that its backend is gone, and read what was handed over.
 */
public final class LoadGuest implements RxQueue.Sink {

    private static final int NO_ENDPOINT = -1;

    /** One end of one flow. */
    private record End(FlowRun run, Endpoint endpoint) {}

    private final String name;
    private final long macAddress;
    private final Frontend frontend;
    private final LongSupplier nanoTime;
    private final Consumer<String> onLoss;
    private final List<End> ends = new CopyOnWriteArrayList<>();

    /** The ends whose flow is up, and by the number of a flow, where among them its end is. */
    private Endpoint[] endpoints = {};

    private int[] endpointOfFlow = {};

    private long nowNanos;
    private long kicksBefore;
    private long calls;
    private Notifications handedOver = Notifications.NONE;
    private final AtomicBoolean lost = new AtomicBoolean();

    /**
     * @param nanoTime the clock that latencies are read from
     * @param onLoss is told in one line, once, when the guest has lost its backend
     */
    public LoadGuest(String name, long macAddress, Frontend frontend, LongSupplier nanoTime, Consumer<String> onLoss) {
        this.name = name;
        this.onLoss = onLoss;
        this.macAddress = macAddress;
        this.frontend = frontend;
        this.nanoTime = nanoTime;
    }

    /** Gives it one end of a flow; before its thread starts. */
    public void add(FlowRun run, Endpoint endpoint) {
        ends.add(new End(run, endpoint));
        if (isLost()) {
            run.takeDown(); // lost so early that `lose` did not see this end
        }
        refreshEndpoints();
    }

    private void refreshEndpoints() {
        List<End> up = ends.stream().filter(end -> !end.run().isDown()).toList();
        int highest = up.stream().mapToInt(end -> end.run().number()).max().orElse(-1);
        endpointOfFlow = new int[highest + 1];
        Arrays.fill(endpointOfFlow, NO_ENDPOINT);
        for (int i = 0; i < up.size(); i++) {
            endpointOfFlow[up.get(i).run().number()] = i;
        }
        endpoints = up.stream().map(End::endpoint).toArray(Endpoint[]::new);
    }

    /** Tells the switch where this guest is, before others look for it. */
    void sayHello() {
        new Outlet(frontend.tx(), macAddress, FrameHeader.BROADCAST, 0).hello();
        frontend.tx().flush();
    }

    /**
     * Receives what has come, and sends what is due; a bounded number of frames.
     *
     * @return 0 if there was nothing to do
     */
    int step() {
        RxQueue rx = frontend.rx();
        TxQueue tx = frontend.tx();
        int work = tx.reclaim();
        int ready = rx.ready();
        nowNanos = nanoTime.getAsLong(); // after the look at the ring: what is there has come by now
        work += rx.read(ready, this);
        for (Endpoint endpoint : endpoints) {
            work += endpoint.offer(nowNanos);
        }
        tx.flush();
        rx.flush();
        return work;
    }

    /** What {@link #step} has received. */
    @Override
    public void frame(RxFrame frame) {
        if (!FrameHeader.isFor(macAddress, frame)) {
            return; // flooded by the switch, or somebody else's
        }
        long at = frame.start();
        int flow = FrameHeader.flow(at);
        if (flow >= 0 && flow < endpointOfFlow.length && endpointOfFlow[flow] != NO_ENDPOINT) {
            endpoints[endpointOfFlow[flow]].receive(at, frame.bytes(), nowNanos);
        }
    }

    /** As {@link #step}, but a backend that breaks the protocol costs only this guest. */
    int tryStep() {
        try {
            return step();
        } catch (ProtocolException e) {
            lose(String.valueOf(e.getMessage()));
            return 0;
        }
    }

    /**
     * Asks for a call when there is something to do.
     *
     * @return false if there is already
     */
    boolean askForCalls() {
        try {
            return frontend.askForCalls();
        } catch (ProtocolException e) {
            lose(String.valueOf(e.getMessage()));
            return true;
        }
    }

    /** When there will be something to send if nothing is received until then; MAX_VALUE for never. */
    long nextNanos() {
        if (!frontend.tx().hasRoom()) {
            return Long.MAX_VALUE; // whatever is due waits for the call that tells of room
        }
        long next = Long.MAX_VALUE;
        for (Endpoint endpoint : endpoints) {
            next = Math.min(next, endpoint.nextNanos());
        }
        return next;
    }

    /** Carries out an order, and hands over what was counted before it. */
    void obey(Order order) {
        if (order.step() == Order.Step.FINISH) {
            Arrays.stream(endpoints).forEach(Endpoint::giveUp);
        }
        drainCalls();
        ends.forEach(end -> end.endpoint().handOver());
        handedOver = new Notifications(frontend.kicks() - kicksBefore, calls);
        refreshEndpoints();
        switch (order.step()) {
            case RESTART -> restart(order.phase());
            case BEGIN -> ends.forEach(end -> end.endpoint().begin(order.fromNanos(), order.untilNanos()));
            case HAND_OVER, FINISH -> {}
        }
    }

    private void restart(int phase) {
        ends.forEach(end -> end.endpoint().restart(phase));
        kicksBefore = frontend.kicks();
        calls = 0;
    }

    /** Counts the calls that came. */
    void drainCalls() {
        calls += frontend.rxCall().drain() + frontend.txCall().drain();
    }

    Frontend frontend() {
        return frontend;
    }

    /** Its backend is gone, and with it all flows that end here; from any thread. */
    public void lose(String why) {
        if (lost.compareAndSet(false, true)) {
            ends.forEach(end -> end.run().takeDown());
            onLoss.accept(name + " is lost: " + why);
        }
    }

    public boolean isLost() {
        return lost.get();
    }

    public String name() {
        return name;
    }

    /** Kicks and calls of the phase when they were last handed over. */
    public Notifications notifications() {
        return handedOver;
    }
}
