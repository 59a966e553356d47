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

import io.sidecore.vhostuser.rig.Leaks;
import io.sidecore.vhostuser.rig.Memfd;
import io.sidecore.vhostuser.rig.TestMemory;
import io.sidecore.vhostuser.ring.GuestMemory.Region;
import io.sidecore.vhostuser.sys.RawMemory;
import java.util.List;
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

    private Region region(Memfd file, long guestAddress) {
        return new Region(guestAddress, USER + guestAddress, 0x1000, 0, file.duplicate(), file.mapAgain());
    }

    @Test
    void growsAndShrinksRegionByRegion() {
        try (Memfd file = new Memfd(0x1000);
                Memfd other = new Memfd(0x1000)) {
            RawMemory.putLong(file.address(), 33);
            RawMemory.putLong(other.address(), 44);
            GuestMemory one = new GuestMemory(List.of(region(file, 0x50000)));
            GuestMemory two = one.with(region(other, 0x60000));
            assertEquals(2, two.regionCount());
            assertEquals(33, RawMemory.getLong(two.hostAddress(0x50000, 8)));
            assertEquals(44, RawMemory.getLong(two.hostAddress(0x60000, 8)));
            GuestMemory second = two.without(0x50000, USER + 0x50000, 0x1000).orElseThrow();
            assertEquals(1, second.regionCount());
            assertEquals(44, RawMemory.getLong(second.hostAddress(0x60000, 8)));
            assertThrows(RingException.class, () -> second.hostAddress(0x50000, 8));
            GuestMemory none = second.without(0x60000, USER + 0x60000, 0x1000).orElseThrow();
            assertThrows(RingException.class, () -> none.hostAddress(0x60000, 8));
            none.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"0x50001, 0, 0x1000", "0x50000, 1, 0x1000", "0x50000, 0, 0x1001"})
    void knowsARegionByAllOfIt(String guestAddress, long userOffset, String bytes) {
        try (Memfd file = new Memfd(0x1000)) {
            GuestMemory one = new GuestMemory(List.of(region(file, 0x50000)));
            assertTrue(one.without(Long.decode(guestAddress), USER + 0x50000 + userOffset, Long.decode(bytes))
                    .isEmpty());
            assertEquals(1, one.regionCount());
            one.close();
        }
    }

    /** A region that is taken back is let go, with its file; those that stay are not. */
    @Test
    void letsGoOfWhatIsTakenBack() {
        Leaks before = Leaks.now();
        try (Memfd file = new Memfd(0x1000)) {
            GuestMemory both = new GuestMemory(List.of(region(file, 0x50000), region(file, 0x60000)));
            assertEquals(before.descriptors() + 3, Leaks.now().descriptors());
            GuestMemory rest = both.without(0x50000, USER + 0x50000, 0x1000).orElseThrow();
            assertEquals(before.descriptors() + 2, Leaks.now().descriptors());
            rest.close();
        }
        assertEquals(before, Leaks.now());
    }

    @Test
    void aSuccessorGoesOnWithTheDirtyLog() {
        try (Memfd file = new Memfd(0x1000);
                Memfd bitmap = new Memfd(0x1000);
                DirtyLog log = new DirtyLog(bitmap.mapAgain(), 0, 0x1000)) {
            GuestMemory one = new GuestMemory(List.of(region(file, 0x1000)));
            one.setDirtyLog(log);
            GuestMemory two = one.with(region(file, 0x3000));
            assertTrue(two.isLogged());
            two.markDirty(two.hostAddress(0x3010, 8), 8);
            two.markDirty(two.hostAddress(0x1ff8, 8), 8);
            two.markDirty(bitmap.address(), 8); // nothing of the guest's
            assertEquals(0b1010, RawMemory.getLong(bitmap.address()));
            two.setDirtyLog(null);
            two.markDirty(two.hostAddress(0x1000, 8), 8);
            assertEquals(0b1010, RawMemory.getLong(bitmap.address()));
            two.close();
        }
    }
}
