package io.sidecore.guests.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.vhostuser.protocol.ProtocolException;
import io.sidecore.vhostuser.sys.RawMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RxQueueTest {

    private static final int SIZE = 8;
    private static final int BUFFER = RxQueue.BUFFER_BYTES;

    private final GuestMemory memory = GuestMemory.create(DriverRing.bytes(SIZE) + RxQueue.bytes(SIZE));
    private final DriverRing ring = new DriverRing(memory, SIZE, true);
    private final TestDevice device = new TestDevice(memory, ring);
    private final RxQueue rx = new RxQueue(memory, ring, true);
    private final List<String> frames = new ArrayList<>();

    @BeforeEach
    void start() {
        rx.flush();
    }

    @AfterEach
    void close() {
        ring.close();
        memory.close();
    }

    /** A frame in words: its length, its first byte, the bytes in its first buffer, and its last 8 bytes. */
    private void note(RxFrame frame) {
        frames.add(frame.bytes() + " " + RawMemory.getByte(frame.start()) + " " + frame.startBytes() + " "
                + (frame.hasLastWord() ? Long.toHexString(frame.lastWord()) : "-"));
    }

    /** The device writes a buffer: the header with a count of buffers where there is one, then filling, then a word. */
    private void fill(int buffers, int bytes, long lastWord) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.fill(buffer.array(), (byte) 7);
        if (buffers > 0) {
            buffer.putShort(10, (short) buffers);
        }
        if (bytes >= 20) {
            buffer.putLong(bytes - 8, lastWord);
        }
        int head = device.take();
        device.write(head, buffer.array());
        device.use(head, bytes);
    }

    private int readAll() {
        int read = rx.read(rx.ready(), this::note);
        rx.flush();
        return read;
    }

    @Test
    void allBuffersAreTheDevicesAtOnce() {
        assertEquals(SIZE, device.waiting());
        assertEquals(1, ring.kicks(), "the device may sleep: it is told once");
    }

    @Test
    void aFrameInOneBuffer() {
        fill(1, 12 + 64, 0xabcL);
        assertEquals(1, readAll());
        assertEquals(List.of("64 7 64 abc"), frames);
        assertEquals(SIZE, device.waiting(), "the buffer is the device's again");
    }

    @Test
    void aFrameOverFiveBuffers() {
        fill(5, BUFFER, 0);
        for (int i = 0; i < 3; i++) {
            fill(0, BUFFER, 0);
        }
        fill(0, 100, 0xdefL);
        assertEquals(5, readAll());
        assertEquals(List.of((4 * BUFFER + 100 - 12) + " 7 " + (BUFFER - 12) + " def"), frames);
        assertEquals(SIZE, device.waiting());
    }

    @Test
    void theLastWordIsUnknownIfItIsSplit() {
        fill(2, BUFFER, 0);
        fill(0, 7, 0);
        readAll();
        assertEquals(List.of((BUFFER + 7 - 12) + " 7 " + (BUFFER - 12) + " -"), frames);
    }

    @Test
    void aFrameIsLeftUntilItsEndIsShown() {
        fill(1, 76, 1);
        fill(2, BUFFER, 0);
        assertEquals(1, readAll());
        fill(0, 52, 2);
        assertEquals(2, readAll());
        assertEquals(List.of("64 7 64 1", (BUFFER + 52 - 12) + " 7 " + (BUFFER - 12) + " 2"), frames);
    }

    @Test
    void indicesWrap() {
        for (int i = 0; i < 70_000; i++) {
            fill(1, 76, i);
            assertEquals(1, readAll());
            assertEquals("64 7 64 " + Integer.toHexString(i), frames.remove(0));
        }
        assertEquals((70_000 + SIZE) & 0xffff, device.availIndex());
    }

    @Test
    void calledExactlyAtTheNextFrame() {
        assertTrue(ring.askForCall());
        int head = device.take();
        device.write(head, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 5});
        assertTrue(device.use(head, 13), "the device calls");
        assertFalse(ring.askForCall(), "there is something to do already");
        readAll();
        assertTrue(ring.askForCall());
        ring.refuseCalls();
        for (int i = 0; i < 140_000; i++) {
            int next = device.take();
            device.write(next, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 5});
            assertFalse(device.use(next, 13), "no call is wanted");
            readAll();
        }
    }

    @Test
    void withoutEventIdxAFlagSaysWhetherToCall() {
        GuestMemory own = GuestMemory.create(DriverRing.bytes(SIZE));
        try (own;
                DriverRing plain = new DriverRing(own, SIZE, false)) {
            TestDevice plainDevice = new TestDevice(own, plain);
            assertTrue(plainDevice.callsAreRefusedByFlag());
            assertTrue(plain.askForCall());
            assertFalse(plainDevice.callsAreRefusedByFlag());
            plain.refuseCalls();
            assertTrue(plainDevice.callsAreRefusedByFlag());
        }
    }

    @Test
    void whatIsNoFrameIsRefused() {
        fill(0, 100, 0);
        assertEquals("the backend spread a frame over 1799 buffers of 8", refusal()); // 0x0707, the filling
    }

    @Test
    void moreBytesThanTheBufferHasAreRefused() {
        device.write(0, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0});
        device.use(device.take(), BUFFER + 1);
        assertEquals("the backend says it wrote 2049 bytes into a buffer of 2048, want at least 12", refusal());
    }

    @Test
    void lessThanAHeaderIsRefused() {
        device.write(0, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0});
        device.use(device.take(), 11);
        assertEquals("the backend says it wrote 11 bytes into a buffer of 2048, want at least 12", refusal());
    }

    private String refusal() {
        return String.valueOf(
                assertThrows(ProtocolException.class, this::readAll).getMessage());
    }
}
