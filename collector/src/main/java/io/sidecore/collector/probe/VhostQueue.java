package io.sidecore.collector.probe;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A virtqueue of kernel vhost, as the kernel itself has it.
 *
 * @param owner the process that owns the device
 * @param ownerStartedTicks when it began, in clock ticks since boot, as in {@code /proc/PID/stat}
 * @param fd the owner's descriptor of the device; one device each
 * @param kind what kind of device
 * @param index the virtqueue's number in its device: of vhost-net 0 is rx and 1 tx, of vsock too
 * @param deviceQueues how many the device has
 * @param ringSize descriptors; 1 before it is set
 * @param started whether it has a backend, without which nothing is served
 * @param busyPollMicros how long its worker polls before it sleeps; 0: not at all
 * @param features virtio's feature bits that guest and host agreed upon
 * @param worker who serves it; absent if nobody does yet
 * @param kickEventfd what {@code /proc/PID/fdinfo/FD} shows as eventfd-id of the kick's eventfd; absent if it has none
 * @param callEventfd the same of the call's
 */
public record VhostQueue(
        int owner,
        long ownerStartedTicks,
        int fd,
        VhostKind kind,
        int index,
        int deviceQueues,
        int ringSize,
        boolean started,
        long busyPollMicros,
        long features,
        Optional<Worker> worker,
        OptionalInt kickEventfd,
        OptionalInt callEventfd) {

    private static final int VIRTIO_NET_F_MRG_RXBUF = 15;

    /**
     * The thread that serves a virtqueue.
     *
     * @param tid kernel thread id
     * @param pid the process that it belongs to; its own tid for a kthread
     * @param startedTicks when it began, in clock ticks since boot
     * @param kthread whether it is a kthread; else the kernel made it a thread of the owner
     */
    public record Worker(int tid, int pid, long startedTicks, boolean kthread) {}

    /** Whether each descriptor chain is a frame or a request: not where one frame may fill several chains. */
    public boolean countsPackets() {
        boolean mergeable = (features >>> VIRTIO_NET_F_MRG_RXBUF & 1) != 0;
        return !(kind == VhostKind.NET && index % 2 == 0 && mergeable);
    }

    /** Whether this is the same virtqueue as {@code other}, which may have other eventfds or another worker now. */
    boolean isSame(VhostQueue other) {
        return owner == other.owner
                && ownerStartedTicks == other.ownerStartedTicks
                && fd == other.fd
                && kind == other.kind
                && index == other.index;
    }
}
