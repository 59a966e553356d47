package io.sidecore.tuner.simulator;

/** Kicks that a vCPU owes its workers, which are spared while a worker is awake. */
final class Kicks {

    private final SimQueue rx;
    private final SimQueue tx;
    private boolean rxDue;
    private boolean txDue;
    private SimQueue next;

    Kicks(SimQueue rx, SimQueue tx) {
        this.rx = rx;
        this.tx = tx;
        this.next = tx;
    }

    /** There is something to do in a queue: its worker finds it, or a kick is due. */
    void tell(SimQueue queue) {
        SimWorker worker = queue.worker;
        if (worker != null && !worker.wantsKick()) {
            worker.found();
        } else if (worker != null) {
            rxDue |= queue == rx;
            txDue |= queue == tx;
        }
    }

    /** Whether one is due; if so, it is the next to be made. */
    boolean begin() {
        if (!rxDue && !txDue) {
            return false;
        }
        next = txDue ? tx : rx;
        rxDue &= txDue;
        txDue = false;
        return true;
    }

    /** Kicks, once {@link #begin} said so. */
    void make() {
        SimWorker worker = next.worker;
        if (worker != null) {
            worker.kick(next);
        }
    }

    void forget() {
        rxDue = false;
        txDue = false;
    }
}
