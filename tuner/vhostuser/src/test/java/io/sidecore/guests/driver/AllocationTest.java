package io.sidecore.guests.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** A pause of the collector would look like latency of the backend: sending and receiving must leave it nothing to do. */
class AllocationTest {

    private static final int SIZE = 8;

    @Test
    void sendingAndReceivingAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] received = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 5};
        GuestMemory memory =
                GuestMemory.create(2 * DriverRing.bytes(SIZE) + RxQueue.bytes(SIZE) + TxQueue.bytes(SIZE, 64));
        try (memory;
                DriverRing txRing = new DriverRing(memory, SIZE, true);
                DriverRing rxRing = new DriverRing(memory, SIZE, true)) {
            TxQueue tx = new TxQueue(memory, txRing, TxLayout.ONE, 64);
            RxQueue rx = new RxQueue(memory, rxRing, true);
            TestDevice txDevice = new TestDevice(memory, txRing);
            TestDevice rxDevice = new TestDevice(memory, rxRing);
            RxQueue.Sink sink = frame -> {};
            rx.flush();
            long before = 0;
            for (int i = 0; i < 20_000; i++) {
                if (i == 10_000) { // classes are loaded by then
                    before = threads.getCurrentThreadAllocatedBytes();
                }
                tx.frame();
                tx.post(64);
                tx.flush();
                txDevice.consumeAll();
                tx.reclaim();
                int head = rxDevice.take();
                rxDevice.write(head, received);
                rxDevice.use(head, 13);
                rx.read(rx.ready(), sink);
                rx.flush();
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            // the JVM allocates a few bytes of its own now and then; one object a frame would be 160000
            assertEquals(0, allocated / 10_000, "bytes a frame");
        }
    }
}
