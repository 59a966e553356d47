package io.sidecore.collector.probe;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the vhost probe's iterator tells of one virtqueue. Its addresses stay within this package.
 *
 * @param vq address of its structure in the kernel
 * @param guestWork the same of the work that a kick queues
 * @param backendWork the same of the work that the other side queues; 0: none
 * @param head how far it is served: a number that moves when it is
 * @param owned whether the process is the device's owner, not just one that has it open as well
 */
record VhostFinding(long vq, long guestWork, long backendWork, int head, boolean owned, VhostQueue queue) {

    /** As clock_t of user space, on every architecture of Linux that runs KVM. */
    private static final long NANOS_PER_TICK = 10_000_000;

    /** Reads the next one. */
    static VhostFinding read(ByteBuffer from) {
        int at = from.position();
        from.position(at + VhostLayout.FOUND_BYTES);
        return new VhostFinding(
                from.getLong(at + VhostLayout.FOUND_VQ),
                from.getLong(at + VhostLayout.FOUND_WORKS),
                from.getLong(at + VhostLayout.FOUND_WORKS + 8),
                from.getInt(at + VhostLayout.FOUND_HEAD),
                from.getInt(at + VhostLayout.FOUND_OWNED) != 0,
                queue(from, at));
    }

    private static VhostQueue queue(ByteBuffer from, int at) {
        return new VhostQueue(
                from.getInt(at + VhostLayout.FOUND_OWNER),
                from.getLong(at + VhostLayout.FOUND_OWNER_STARTED) / NANOS_PER_TICK,
                from.getInt(at + VhostLayout.FOUND_FD),
                VhostKind.values()[from.getInt(at + VhostLayout.FOUND_KIND)],
                from.getInt(at + VhostLayout.FOUND_INDEX),
                from.getInt(at + VhostLayout.FOUND_QUEUES),
                from.getInt(at + VhostLayout.FOUND_RING_SIZE),
                from.getInt(at + VhostLayout.FOUND_BACKEND) != 0,
                Integer.toUnsignedLong(from.getInt(at + VhostLayout.FOUND_BUSY_POLL)),
                from.getLong(at + VhostLayout.FOUND_FEATURES),
                worker(from, at),
                idPlusOne(from.getInt(at + VhostLayout.FOUND_KICK_EVENTFD)),
                idPlusOne(from.getInt(at + VhostLayout.FOUND_CALL_EVENTFD)));
    }

    private static Optional<VhostQueue.Worker> worker(ByteBuffer from, int at) {
        int tid = from.getInt(at + VhostLayout.FOUND_WORKER);
        return tid == 0
                ? Optional.empty()
                : Optional.of(new VhostQueue.Worker(
                        tid,
                        from.getInt(at + VhostLayout.FOUND_WORKER_PID),
                        from.getLong(at + VhostLayout.FOUND_WORKER_STARTED) / NANOS_PER_TICK,
                        from.getInt(at + VhostLayout.FOUND_WORKER_KTHREAD) != 0));
    }

    private static OptionalInt idPlusOne(int value) {
        return value == 0 ? OptionalInt.empty() : OptionalInt.of(value - 1);
    }
}
