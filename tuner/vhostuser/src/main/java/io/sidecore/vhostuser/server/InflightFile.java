package io.sidecore.vhostuser.server;

import io.sidecore.vhostuser.ring.InflightPlace;
import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.Mapping;
import org.jspecify.annotations.Nullable;

/** The file in which a frontend keeps what is in flight, mapped. */
final class InflightFile implements AutoCloseable {

    private final Fd file;
    private final Mapping mapping;
    private final long offset;
    private final int queues;
    private final int size;
    private final boolean packed;

    /**
     * Maps it.
     *
     * @param file taken over
     * @param offset where in it the first queue's part begins, a multiple of 64
     * @param size how many descriptors each queue may have
     * @param packed whether the rings are packed
     * @throws IllegalArgumentException if the file is too short; it then stays the caller's
     */
    InflightFile(Fd file, long offset, int queues, int size, boolean packed) {
        this.mapping = Mapping.of(file.number(), offset + bytes(queues, size, packed));
        this.file = file.moved();
        this.offset = offset;
        this.queues = queues;
        this.size = size;
        this.packed = packed;
    }

    static long bytes(int queues, int size, boolean packed) {
        return queues * InflightPlace.bytes(size, packed);
    }

    /** A queue's part; null for a queue that has none. */
    @Nullable
    InflightPlace place(int queue) {
        long at = mapping.address() + offset + queue * InflightPlace.bytes(size, packed);
        return queue < queues ? new InflightPlace(at, size) : null;
    }

    /** Nothing of the queue is in flight, and the frontend has been told where it is. */
    void forget(int queue) {
        InflightPlace place = place(queue);
        if (place != null && !isTruncated()) {
            place.forget();
        }
    }

    /** Whether the file has become shorter, so that using its end would fault. */
    boolean isTruncated() {
        return Mapping.fileBytes(file.number()) < mapping.bytes();
    }

    /** Only when no queue uses it. */
    @Override
    public void close() {
        mapping.close();
        file.close();
    }
}
