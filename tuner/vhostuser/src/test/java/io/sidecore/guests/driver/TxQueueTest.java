package io.sidecore.guests.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.vhostuser.protocol.ProtocolException;
import io.sidecore.vhostuser.sys.RawMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TxQueueTest {

    private static final int SIZE = 8;
    private static final int MAX_FRAME = 200;

    private final GuestMemory memory =
            GuestMemory.create(DriverRing.bytes(SIZE) + TxQueue.bytes(SIZE, MAX_FRAME) + DriverRing.bytes(SIZE));
    private final DriverRing ring = new DriverRing(memory, SIZE, true);
    private final TestDevice device = new TestDevice(memory, ring);

    @AfterEach
    void close() {
        ring.close();
        memory.close();
    }

    private TxQueue queue(TxLayout layout) {
        return new TxQueue(memory, ring, layout, MAX_FRAME);
    }

    private static void post(TxQueue tx, byte... frame) {
        RawMemory.put(frame, tx.frame());
        tx.post(frame.length);
    }

    private static byte[] frame(int bytes, int seed) {
        byte[] frame = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            frame[i] = (byte) (seed + i);
        }
        return frame;
    }

    /** What the device should read: an empty net header, and the frame. */
    private static byte[] withHeader(byte[] frame) {
        byte[] all = new byte[12 + frame.length];
        System.arraycopy(frame, 0, all, 12, frame.length);
        return all;
    }

    @ParameterizedTest
    @EnumSource(TxLayout.class)
    void theDeviceReadsAnEmptyHeaderAndTheFrame(TxLayout layout) {
        TxQueue tx = queue(layout);
        post(tx, frame(200, 1));
        post(tx, frame(64, 100));
        assertEquals(0, device.waiting(), "nothing is shown before the flush");
        tx.flush();
        assertEquals(2, device.waiting());
        assertArrayEquals(withHeader(frame(200, 1)), device.read(device.take()));
        assertArrayEquals(withHeader(frame(64, 100)), device.read(device.take()));
    }

    @ParameterizedTest
    @EnumSource(TxLayout.class)
    void roomEndsWithTheDescriptorsAndComesBackWithReclaim(TxLayout layout) {
        TxQueue tx = queue(layout);
        int room = layout == TxLayout.TWO ? SIZE / 2 : SIZE;
        for (int i = 0; i < room; i++) {
            assertTrue(tx.hasRoom());
            post(tx, frame(64, i));
        }
        assertFalse(tx.hasRoom());
        tx.flush();
        device.use(device.take(), 0);
        assertFalse(tx.hasRoom());
        assertEquals(1, tx.reclaim());
        assertTrue(tx.hasRoom());
        assertEquals(room - 1, tx.inFlight());
    }

    @ParameterizedTest
    @EnumSource(TxLayout.class)
    void framesArriveInOrderWhenIndicesWrapAndTheDeviceGivesBackInAnyOrder(TxLayout layout) {
        TxQueue tx = queue(layout);
        SplittableRandom random = new SplittableRandom(1);
        int posted = 0;
        int read = 0;
        while (read < 70_000) { // 16-bit indices wrap at 65536
            int burst = 1 + random.nextInt(SIZE);
            for (int i = 0; i < burst && tx.hasRoom(); i++) {
                post(tx, frame(64 + posted % 100, posted++));
            }
            tx.flush();
            List<Integer> heads = new ArrayList<>();
            while (device.waiting() > 0) {
                int head = device.take();
                assertArrayEquals(withHeader(frame(64 + read % 100, read)), device.read(head));
                heads.add(head);
                read++;
            }
            while (!heads.isEmpty()) {
                device.use(heads.remove(random.nextInt(heads.size())), 0);
            }
            tx.reclaim();
            assertEquals(0, tx.inFlight());
        }
        assertEquals(posted & 0xffff, device.availIndex());
    }

    @Test
    void kicksWhenTheIndexPassesTheOneThatTheDeviceNamed() {
        TxQueue tx = queue(TxLayout.ONE);
        device.askForKickAt(2); // wants to hear of the third frame
        for (long kicks : new long[] {0, 0, 1, 1}) {
            post(tx, frame(64, 0));
            tx.flush();
            assertEquals(kicks, ring.kicks());
        }
        assertEquals(1, ring.kick().drain());
        device.askForKickAt(5);
        for (int i = 0; i < 4; i++) {
            post(tx, frame(64, 0));
        }
        tx.flush();
        assertEquals(2, ring.kicks(), "one kick for a burst");
    }

    @Test
    void kicksAcrossTheWrapOfTheIndex() {
        TxQueue tx = queue(TxLayout.ONE);
        device.askForKickAt(30_000);
        while (device.availIndex() != 0xfffe) {
            post(tx, frame(64, 0));
            tx.flush();
            device.consumeAll();
            tx.reclaim();
        }
        assertEquals(1, ring.kicks());
        device.askForKickAt(0xffff);
        post(tx, frame(64, 0));
        tx.flush();
        assertEquals(1, ring.kicks(), "the index is 0xffff: not passed yet");
        post(tx, frame(64, 0));
        tx.flush();
        assertEquals(2, ring.kicks(), "the index is 0: passed");
    }

    @Test
    void withoutEventIdxAFlagSaysWhetherToKick() {
        try (DriverRing plain = new DriverRing(memory, SIZE, false)) {
            TestDevice plainDevice = new TestDevice(memory, plain);
            TxQueue tx = new TxQueue(memory, plain, TxLayout.ONE, MAX_FRAME);
            post(tx, frame(64, 0));
            tx.flush();
            assertEquals(1, plain.kicks());
            plainDevice.wantKicks(false);
            post(tx, frame(64, 0));
            tx.flush();
            assertEquals(1, plain.kicks());
        }
    }

    @Test
    void aChainThatIsGivenBackTwiceIsRefused() {
        TxQueue tx = queue(TxLayout.ONE);
        post(tx, frame(64, 0));
        tx.flush();
        int head = device.take();
        device.use(head, 0);
        device.use(head, 0);
        ProtocolException refused = assertThrows(ProtocolException.class, tx::reclaim);
        assertEquals("the backend has used chain " + head + ", which is not in flight", refused.getMessage());
    }

    @Test
    void aHeadOutsideTheRingIsRefused() {
        TxQueue tx = queue(TxLayout.ONE);
        device.use(-1, 0);
        ProtocolException refused = assertThrows(ProtocolException.class, tx::reclaim);
        assertEquals("the backend has used chain 4294967295, which is not in flight", refused.getMessage());
    }

    @Test
    void moreUsedThanThereIsIsRefused() {
        TxQueue tx = queue(TxLayout.ONE);
        device.setUsedIndex(SIZE + 1);
        ProtocolException refused = assertThrows(ProtocolException.class, tx::reclaim);
        assertEquals("the backend says it has used 9 chains of a ring that has 8", refused.getMessage());
    }

    @Test
    void ringSizesArePowersOfTwo() {
        for (int size : new int[] {0, 1, 3, 255, 65536, -2}) {
            assertThrows(IllegalArgumentException.class, () -> DriverRing.requireSize(size), () -> "size " + size);
        }
        for (int size : new int[] {2, 256, 32768}) {
            assertEquals(size, DriverRing.requireSize(size));
        }
    }
}
