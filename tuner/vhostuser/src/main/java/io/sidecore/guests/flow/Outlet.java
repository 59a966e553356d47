package io.sidecore.guests.flow;

import io.sidecore.guests.driver.TxQueue;
import io.sidecore.guests.load.Flow;

/** Where one end of a flow posts its frames: a queue, and the addresses of both ends. */
public final class Outlet {

    private final TxQueue tx;
    private final long own;
    private final long peer;
    private final int flow;

    /** The phase of the run that frames belong to; those of another are not counted when they come. */
    private int phase;

    /**
     * @param own the guest's address, see {@link FrameHeader#macAddress}
     * @param peer the address of the guest at the other end
     * @param flow its number
     */
    public Outlet(TxQueue tx, long own, long peer, int flow) {
        this.tx = tx;
        this.own = own;
        this.peer = peer;
        this.flow = flow;
    }

    /** Posts a frame that belongs to no flow, to tell the switch where this guest is. */
    public void hello() {
        post(FrameHeader.HELLO, 0, 0, Flow.MIN_FRAME_BYTES);
    }

    boolean hasRoom() {
        return tx.hasRoom();
    }

    /** Posts a frame; only if there is room. */
    void post(int kind, long sequence, long timeNanos, int bytes) {
        long at = tx.frame();
        FrameHeader.address(at, peer, own, kind, phase);
        FrameHeader.fill(at, flow, bytes, sequence, timeNanos);
        tx.post(bytes);
    }

    void phase(int newPhase) {
        phase = newPhase;
    }

    int phase() {
        return phase;
    }
}
