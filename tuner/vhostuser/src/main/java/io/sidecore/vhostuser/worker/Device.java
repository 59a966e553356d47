package io.sidecore.vhostuser.worker;

import io.sidecore.vhostuser.ring.RingFeatures;

/** What the queues of one connection have in common, as far as they need to know it. */
public interface Device {

    /** What its frontend negotiated. */
    RingFeatures features();

    /** Stops the device, later and on another thread, for this reason. Does not block; the first reason counts. */
    void fail(String reason);

    /** Whether the guest has made its memory shorter than it was when we mapped it. */
    boolean isMemoryTruncated();
}
