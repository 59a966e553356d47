package io.sidecore.collector.probe;

import java.lang.invoke.VarHandle;
import jnr.ffi.Pointer;

/**
 * The guest's side of a split virtqueue, in memory that guest and device share; all descriptors point to the same buffer.
 * The layout is that of {@code linux/virtio_ring.h}.
 */
final class TinyRing {

    private static final int DESCRIPTOR_BYTES = 16;
    private static final int BUFFER_BYTES = 256;
    private static final int DEVICE_WRITES = 2;

    private final Pointer memory;
    private final int size;
    private final int availableAt;
    private final int usedAt;
    private final int bufferAt;
    private int offered;

    /**
     * An empty ring.
     *
     * @param memory of {@link #bytes} bytes
     * @param size descriptors, a power of two
     * @param guestAddress where the guest has that memory
     * @param writable whether the device writes into the buffer, as for frames that the guest receives
     */
    TinyRing(Pointer memory, int size, long guestAddress, boolean writable) {
        this.memory = memory;
        this.size = size;
        this.availableAt = DESCRIPTOR_BYTES * size;
        this.usedAt = availableAt + availableBytes(size);
        this.bufferAt = usedAt + usedBytes(size);
        for (int i = 0; i < size; i++) {
            memory.putLong((long) DESCRIPTOR_BYTES * i, guestAddress + bufferAt);
            memory.putInt((long) DESCRIPTOR_BYTES * i + 8, BUFFER_BYTES);
            memory.putShort((long) DESCRIPTOR_BYTES * i + 12, (short) (writable ? DEVICE_WRITES : 0));
        }
    }

    static int bytes(int size) {
        return DESCRIPTOR_BYTES * size + availableBytes(size) + usedBytes(size) + BUFFER_BYTES;
    }

    private static int availableBytes(int size) {
        return 8 + 2 * size;
    }

    private static int usedBytes(int size) {
        return 8 + 8 * size;
    }

    long descriptors() {
        return memory.address();
    }

    long available() {
        return memory.address() + availableAt;
    }

    long used() {
        return memory.address() + usedAt;
    }

    /** Gives the device so many buffers; at most as many as the ring has may be with it at once. */
    void offer(int buffers) {
        for (int i = 0; i < buffers; i++) {
            int slot = (offered + i) & (size - 1);
            memory.putShort(availableAt + 4 + 2L * slot, (short) slot);
        }
        offered += buffers;
        VarHandle.releaseFence();
        memory.putShort(availableAt + 2, (short) offered);
        VarHandle.fullFence();
    }

    /** Buffers that are still with the device. */
    int outstanding() {
        VarHandle.acquireFence();
        return (short) offered - memory.getShort(usedAt + 2) & 0xffff;
    }
}
