package io.sidecore.vhostuser.port;

import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.worker.Worker;
import org.jspecify.annotations.Nullable;

/** Where frames for a port go: a guest's receive queue, or the way out of the host. */
interface Receiver {

    /** Whether it can be given the frame as it is, with what its sender left to be done. */
    boolean takes(Frame frame);

    /** Whether this worker may {@link #deliver}. */
    boolean isServedBy(Worker worker);

    /**
     * Gives the guest frames at once. The guest learns of it by {@link #flush}.
     *
     * @return how many of them, from the first on; the others must go through staging
     */
    int deliver(Frame[] frames, int from, int to, Worker worker);

    /**
     * How many frames {@link #deliver} gave since this was last asked, also if a fault cut it short. To be asked after each
     * call: a fault may surface even before the next one has begun, and must not find an old number.
     */
    int takeDelivered();

    /** Leaves a frame for whoever serves the receiver; if there is no room, counts it as dropped. Any thread, with its own scratch. */
    boolean stage(Frame frame, Segments scratch);

    /** Lets the guest see what {@link #deliver} gave it. */
    void flush(Worker worker);

    /**
     * Wakes the worker that serves it, unless that is the caller itself.
     *
     * @param caller null if it is no worker; no worker may be stopped meanwhile then
     */
    void wakeOwner(@Nullable Worker caller);
}
