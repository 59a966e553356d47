package io.sidecore.guests.driver;

/** A queue to send through whose frames a test takes out at its end. */
public final class TestPort implements AutoCloseable {

    /** Reads a frame. */
    public interface Reader {
        void frame(long at, int bytes);
    }

    private static final int SIZE = 8;
    private static final int MAX_FRAME = 1500;

    private final GuestMemory memory = GuestMemory.create(DriverRing.bytes(SIZE) + TxQueue.bytes(SIZE, MAX_FRAME));
    private final DriverRing ring = new DriverRing(memory, SIZE, true);
    private final TxQueue tx = new TxQueue(memory, ring, TxLayout.ONE, MAX_FRAME);
    private final TestDevice device = new TestDevice(memory, ring);

    public TxQueue tx() {
        return tx;
    }

    /** Takes all frames that were posted, and returns how many. */
    public int take(Reader reader) {
        tx.flush();
        int frames = device.waiting();
        for (int i = 0; i < frames; i++) {
            int head = device.take();
            reader.frame(device.address(head) + 12, device.length(head) - 12);
            device.use(head, 0);
        }
        return tx.reclaim();
    }

    @Override
    public void close() {
        ring.close();
        memory.close();
    }
}
