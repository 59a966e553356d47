package io.sidecore.collector.discovery;

import java.util.OptionalInt;

/**
 * A virtqueue of a vhost device, as the kernel has it.
 *
 * @param owner the process that has the device open
 * @param kind the kind of device
 * @param fd the process's number for the device's open file
 * @param index the virtqueue's number in the device, from 0
 * @param queues how many virtqueues the device has
 * @param ringSize descriptors; absent if the guest has not set it up
 * @param busyPollMicros how long its worker polls before it sleeps; 0: not
 * @param worker thread that serves it; absent if there is none yet
 * @param kickEventfd {@code eventfd-id} of its kick; absent if it has none
 * @param callEventfd {@code eventfd-id} of its call; absent if it has none
 * @param key whatever the kernel's counters of this virtqueue go by; the same for two files of one device
 */
public record VhostQueue(
        int owner,
        DeviceKind kind,
        int fd,
        int index,
        int queues,
        OptionalInt ringSize,
        long busyPollMicros,
        OptionalInt worker,
        OptionalInt kickEventfd,
        OptionalInt callEventfd,
        long key) {

    /** More than any vhost device has: vhost-scsi may have 1024 and two. */
    private static final int MAX_QUEUES = 4096;

    public VhostQueue {
        if (owner <= 0 || fd < 0 || index < 0 || index >= queues || queues > MAX_QUEUES || busyPollMicros < 0) {
            throw new IllegalArgumentException("not a virtqueue: owner " + owner + ", fd " + fd + ", queue " + index
                    + " of " + queues + ", polling for " + busyPollMicros + " us");
        }
    }
}
