package io.sidecore.vhostuser.ring;

import static io.sidecore.vhostuser.rig.TestMemory.END;
import static io.sidecore.vhostuser.rig.TestMemory.FIRST;
import static io.sidecore.vhostuser.rig.TestMemory.REGION_BYTES;
import static io.sidecore.vhostuser.rig.TestMemory.SECOND;
import static io.sidecore.vhostuser.rig.TestMemory.USER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.vhostuser.rig.TestMemory;
import io.sidecore.vhostuser.sys.RawMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuestMemoryTest {

    private final TestMemory memory = new TestMemory();

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void translatesWhatLiesInOneRegion() {
        RawMemory.putLong(memory.at(FIRST), 11);
        RawMemory.putLong(memory.at(SECOND + REGION_BYTES - 8), 22);
        assertEquals(11, RawMemory.getLong(memory.guest().hostAddress(FIRST, REGION_BYTES)));
        assertEquals(22, RawMemory.getLong(memory.guest().hostAddress(END - 8, 8)));
        assertEquals(22, RawMemory.getLong(memory.guest().hostAddressOfUser(USER + END - 8, 8, 8)));
    }

    @ParameterizedTest
    @CsvSource({
        "0xffff,  1",
        "0x10000, 0x8001",
        "0x17fff, 2",
        "0x20000, 1",
        "0x1ffff, 2",
        "0,       1",
        "-1,      1",
        "-1,      0x7fffffffffffffff",
        "0x10000, 0x7fffffffffffffff",
        "0x7fffffffffffffff, 1",
        "-0x8000000000000000, 1",
    })
    void refusesWhatDoesNot(String address, String bytes) {
        assertThrows(RingException.class, () -> memory.guest().hostAddress(Long.decode(address), Long.decode(bytes)));
        assertThrows(
                RingException.class,
                () -> memory.guest().hostAddressOfUser(USER + Long.decode(address), Long.decode(bytes), 1));
    }

    @Test
    void refusesARingThatIsNotAligned() {
        RingException e =
                assertThrows(RingException.class, () -> memory.guest().hostAddressOfUser(USER + FIRST + 8, 16, 16));
        assertEquals(
                "a ring at frontend address 0x70010008, which is no multiple of 16 in the shared file", e.reason());
    }

    @Test
    void goesOnFromOneRegionIntoTheNext() {
        Segments segments = new Segments();
        RawMemory.putByte(memory.at(SECOND - 1), (byte) 1);
        RawMemory.putByte(memory.at(SECOND), (byte) 2);
        Chains chains = new Chains(1);
        memory.guest().addSingle(0, SECOND - 1, 8, false, chains);
        chains.copyPieces(0, segments);
        assertEquals(8, segments.bytes());
        assertEquals(0x0201, segments.longAt(0));
    }

    @Test
    void refusesABufferThatLeavesTheLastRegion() {
        RingException e = assertThrows(
                RingException.class, () -> memory.guest().addSingle(0, SECOND - 1, 0x8002, false, new Chains(1)));
        assertEquals("a buffer at guest address 0x20000 of 1 bytes, outside the guest's memory", e.reason());
    }

    @Test
    void noticesThatTheFileWasTruncated() {
        assertFalse(memory.guest().isTruncated());
        memory.file().truncate(0x18000); // as much as the first region needs
        assertFalse(memory.guest().isTruncated());
        memory.file().truncate(0x17fff);
        assertTrue(memory.guest().isTruncated());
    }
}
