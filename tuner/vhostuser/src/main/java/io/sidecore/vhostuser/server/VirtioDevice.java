package io.sidecore.vhostuser.server;

import io.sidecore.vhostuser.port.PlaceFile;
import io.sidecore.vhostuser.ring.DeviceRing;
import io.sidecore.vhostuser.worker.Device;
import io.sidecore.vhostuser.worker.RingQueue;
import io.sidecore.vhostuser.worker.Virtqueue;
import org.jspecify.annotations.Nullable;

/**
 * What kind of device is at a port: what it can do, and what its queues are. One for each connection; used by the
 * connection's thread only.
 */
interface VirtioDevice {

    /** What it is called in messages: {@code net}. */
    String kind();

    /** The virtio features that it offers; those of vhost-user itself are added. */
    long features();

    /** The protocol features that it offers beyond those that every device has. */
    long protocolFeatures();

    /** How many virtqueues it can have. */
    int queues();

    /** What GET_QUEUE_NUM answers. */
    int queueNumber();

    /** Makes a queue that is about to be served; null if in this state it is not. */
    @Nullable
    RingQueue create(int index, DeviceRing ring, Device device, QueueState state);

    /** Where is noted how far a packed ring is served; null if the frontend keeps what is needed, or nobody does. */
    default @Nullable PlaceFile place(int index) {
        return null;
    }

    /** A queue is served from now on. */
    default void started(Virtqueue queue) {}

    /** A queue is served no more, and nobody uses it. */
    default void stopped(Virtqueue queue) {}

    /** Its configuration space, whole. */
    default byte[] config() {
        return new byte[0];
    }

    /** The guest writes to the configuration space. */
    default void configure(int offset, byte[] values) {}

    /** The frontend has disabled a queue, or reset the device. */
    default void disabled(int index) {}

    /**
     * The guest has migrated here; others should learn where it is. No worker is stopped meanwhile.
     *
     * @param mac its address, 48 bits, first byte lowest
     */
    default void announce(long mac) {}

    /** How the frontend wants a queue. */
    enum QueueState {
        ENABLED,
        /** Enabled before, and no more: what a guest transmits is taken and forgotten. */
        DISABLED
    }
}
