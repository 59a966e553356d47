package io.sidecore.vhostuser.block;

import io.sidecore.vhostuser.sys.RawMemory;
import io.sidecore.vhostuser.sys.Uring;

/** Carries requests out by an io_uring: those of a burst with one system call, results without any. */
final class UringEngine implements Engine {

    private static final int CACHED = 0;
    private static final int DIRECT = 1;
    private static final int FSYNC_DATA_ONLY = 1;

    private final Disk disk;
    private final Requests requests;
    private final Uring ring;
    private int result;

    /** @throws io.sidecore.vhostuser.sys.SystemCallException if the kernel refuses */
    UringEngine(Disk disk, Requests requests) {
        this.disk = disk;
        this.requests = requests;
        this.ring = Uring.create(Integer.highestOneBit(2 * requests.size() - 1));
        try {
            ring.registerFiles(disk.cachedFile(), disk.directFile());
        } catch (RuntimeException e) {
            ring.close();
            throw e;
        }
    }

    @Override
    public void prepare(int slot) {
        Requests.Operation operation = requests.operation(slot);
        boolean single = requests.iovecCount(slot) == 1;
        long sqe = ring.prepare(
                switch (operation) {
                    case READ -> single ? Uring.OP_READ : Uring.OP_READV;
                    case WRITE -> single ? Uring.OP_WRITE : Uring.OP_WRITEV;
                    case SYNC -> Uring.OP_FSYNC;
                    case ALLOCATE -> Uring.OP_FALLOCATE;
                });
        RawMemory.putByte(sqe + Uring.SQE_FLAGS, (byte) Uring.FIXED_FILE);
        RawMemory.putInt(sqe + Uring.SQE_FD, disk.isDirect(requests.bits(slot)) ? DIRECT : CACHED);
        RawMemory.putLong(sqe + Uring.SQE_USER_DATA, slot);
        switch (operation) {
            case READ, WRITE -> {
                long iovecs = requests.iovecs(slot);
                RawMemory.putLong(sqe + Uring.SQE_OFFSET, requests.offset(slot));
                RawMemory.putLong(sqe + Uring.SQE_ADDRESS, single ? RawMemory.getLong(iovecs) : iovecs);
                RawMemory.putInt(
                        sqe + Uring.SQE_LENGTH, single ? (int) requests.left(slot) : requests.iovecCount(slot));
                RawMemory.putInt(sqe + Uring.SQE_OPERATION_FLAGS, requests.mode(slot));
            }
            case SYNC -> RawMemory.putInt(sqe + Uring.SQE_OPERATION_FLAGS, FSYNC_DATA_ONLY);
            case ALLOCATE -> {
                RawMemory.putLong(sqe + Uring.SQE_OFFSET, requests.offset(slot));
                RawMemory.putLong(sqe + Uring.SQE_ADDRESS, requests.left(slot)); // io_uring's place for the length
                RawMemory.putInt(sqe + Uring.SQE_LENGTH, requests.mode(slot));
            }
        }
        ring.prepared();
    }

    @Override
    public void submit() {
        ring.enter();
    }

    @Override
    public boolean isUnsubmitted() {
        return ring.unsubmitted() > 0;
    }

    @Override
    public int next() {
        if (!ring.hasCompletion()) {
            return NONE;
        }
        int slot = (int) ring.userData();
        result = ring.result();
        ring.consume();
        return slot;
    }

    @Override
    public int result() {
        return result;
    }

    @Override
    public boolean hasNext() {
        return ring.mayHaveCompletion();
    }

    @Override
    public int number() {
        return ring.number();
    }

    /** {@inheritDoc} It stops being so when the results are taken. */
    @Override
    public void wasReadable() {}

    @Override
    public void close() {
        ring.close();
    }
}
