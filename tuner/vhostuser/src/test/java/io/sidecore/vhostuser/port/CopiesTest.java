package io.sidecore.vhostuser.port;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.vhostuser.rig.Frames;
import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.ring.TestChains;
import io.sidecore.vhostuser.sys.RawMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CopiesTest {

    private static final byte[] UNTAGGED = Frames.numbered(Frames.mac(2), Frames.mac(1), 7, 101);
    private static final byte[] TAGGED = Frames.tagged(UNTAGGED, 0, 5);
    private static final long CHECKSUM = ByteBuffer.wrap(Frames.header(1, 0, 54, 0, 34, 0))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();

    private final long memory = RawMemory.allocate(4096);
    private final Frame frame = new Frame();
    private final Copies copies = new Copies();

    @AfterEach
    void free() {
        copies.close();
        RawMemory.free(memory);
    }

    private Frame frame(byte[] bytes) {
        RawMemory.put(bytes, memory);
        frame.setWhole(memory, bytes.length);
        return frame;
    }

    private static byte[] bytes(Frame of) {
        byte[] bytes = new byte[of.bytes()];
        RawMemory.get(of.address(), bytes);
        return bytes;
    }

    @Test
    void aCopyIsOutOfTheGuestsReach() {
        Frame copy = copies.of(frame(TAGGED));
        RawMemory.clear(memory, TAGGED.length);
        assertArrayEquals(TAGGED, bytes(copy));
        assertTrue(copy.isTagged());
        assertEquals(5, copy.vlan());
    }

    @Test
    void gathersPieces() {
        RawMemory.put(TAGGED, memory + 12);
        frame.setPieces(TestChains.of(memory, 13, 20, TAGGED.length - 21), 0, 12, true, new Segments());
        assertEquals(0, frame.address());
        Frame copy = copies.of(frame);
        assertNotEquals(0, copy.address());
        assertArrayEquals(TAGGED, bytes(copy));
    }

    @Test
    void givesATagAndTakesIt() {
        Frame tagged = copies.tagged(frame(UNTAGGED), 5);
        assertArrayEquals(TAGGED, bytes(tagged));
        assertTrue(tagged.isTagged());
        assertEquals(frame.destination(), tagged.destination());
        assertArrayEquals(UNTAGGED, bytes(copies.untagged(frame(TAGGED))));
    }

    @Test
    void whatIsLeftToBeDoneMovesWithTheTag() {
        frame(UNTAGGED).setOffload(CHECKSUM, 6);
        Frame tagged = copies.tagged(frame, 5);
        assertEquals(Offload.shifted(CHECKSUM, 4), tagged.offload());
        assertEquals(6, tagged.checksumOffset());
        assertEquals(CHECKSUM, frame.offload());
    }

    /** A tagged frame is copied before its VLAN is looked at; then more than one receiver may want it without. */
    @Test
    void aCopyKeepsWhatIsLeftToBeDoneHoweverOftenItIsUsed() {
        frame(TAGGED).setOffload(Offload.shifted(CHECKSUM, 4), 6);
        Frame copy = copies.of(frame);
        for (int receiver = 0; receiver < 3; receiver++) {
            Frame untagged = copies.untagged(copy);
            assertArrayEquals(UNTAGGED, bytes(untagged));
            assertEquals(CHECKSUM, untagged.offload());
            assertEquals(6, untagged.checksumOffset());
            assertArrayEquals(TAGGED, bytes(copy));
            assertEquals(Offload.shifted(CHECKSUM, 4), copy.offload());
        }
    }

    @Test
    void finishesWhatWasRetagged() {
        frame(TAGGED).setOffload(Offload.shifted(CHECKSUM, 4), 6);
        assertTrue(copies.begin(copies.untagged(copies.of(frame))));
        assertTrue(copies.next());
        Frame finished = copies.segment()[0];
        assertEquals(UNTAGGED.length, finished.bytes());
        assertEquals(0, finished.offload());
        assertEquals(0, finished.checksumOffset());
        assertTrue(!copies.next());
    }

    /** The longest that a guest may send, with one tag more. */
    @Test
    void holdsTheLongestFrameWithATag() {
        long large = RawMemory.allocate(Staging.MAX_FRAME_BYTES);
        RawMemory.putByte(large + Staging.MAX_FRAME_BYTES - 1, (byte) 42);
        frame.setWhole(large, Staging.MAX_FRAME_BYTES);
        Frame tagged = copies.tagged(frame, 4094);
        RawMemory.free(large);
        assertEquals(Staging.MAX_FRAME_BYTES + 4, tagged.bytes());
        assertEquals(42, RawMemory.getByte(tagged.address() + Staging.MAX_FRAME_BYTES + 3));
        assertEquals(4094, tagged.vlan());
    }
}
