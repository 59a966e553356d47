package io.sidecore.vhostuser.ring;

import static io.sidecore.vhostuser.rig.TestMemory.SECOND;
import static io.sidecore.vhostuser.ring.SplitLayout.INDIRECT;
import static io.sidecore.vhostuser.ring.SplitLayout.NEXT;
import static io.sidecore.vhostuser.ring.SplitLayout.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.vhostuser.rig.TestRing;
import io.sidecore.vhostuser.sys.RawMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the chains of a split ring may be. */
class SplitChainsTest extends SplitRingRig {

    @Test
    void collectsAChainOverSeveralRegions() {
        driver.descriptor(0, SECOND - 4, 10, NEXT, 3);
        driver.descriptor(3, BUFFER, 7, 0, 0);
        fill(SECOND - 4, 10, 1);
        fill(BUFFER, 7, 11);
        collect();
        assertEquals(17, segments.bytes());
        assertEquals(0x0807060504030201L, segments.longAt(0));
        assertEquals(0x11100f0e0d0c0b0aL, segments.longAt(9));
    }

    @Test
    void collectsAnIndirectTableAfterAChain() {
        driver.descriptor(0, BUFFER, 1, NEXT, 1);
        driver.descriptor(1, TABLE, 32, INDIRECT, 0);
        TestRing.descriptorAt(memory.at(TABLE), BUFFER + 1, 2, NEXT, 1);
        TestRing.descriptorAt(memory.at(TABLE) + 16, BUFFER + 3, 5, 0, 0);
        fill(BUFFER, 8, 1);
        collect();
        assertEquals(8, segments.bytes());
        assertEquals(0x0807060504030201L, segments.longAt(0));
    }

    @Test
    void collectsAChainAsLongAsTheRing() {
        for (int i = 0; i < SIZE; i++) {
            driver.descriptor(i, BUFFER, 1, i == SIZE - 1 ? WRITE : NEXT | WRITE, i + 1);
        }
        collect();
        assertEquals(SIZE, segments.bytes());
    }

    @ParameterizedTest
    @CsvSource({
        "0x11000, 10, 1, 0,  'a chain of more than 8 descriptors, so it loops'",
        "0x11000, 10, 1, 8,  a chain that goes on at descriptor 8 of 8",
        "0x11000, 0,  0, 0,  a descriptor of 0 bytes",
        "0x11000, -1, 0, 0,  a descriptor of 4294967295 bytes",
        "0xffff,  1,  0, 0,  'a buffer at guest address 0xffff of 1 bytes, outside the guest''s memory'",
        "0x1ffff, 2,  0, 0,  'a buffer at guest address 0x20000 of 1 bytes, outside the guest''s memory'",
        "0x11000, 16, 5, 0,  an indirect descriptor inside a chain or table",
        "0x11000, 15, 4, 0,  an indirect table of 15 bytes",
        "0x17ff8, 16, 4, 0,  'a buffer at guest address 0x17ff8 of 16 bytes, outside the guest''s memory'",
        "0x11000, 524304, 4, 0, an indirect table of 524304 bytes",
    })
    void refusesAChain(String address, int length, int flags, int next, String reason) {
        driver.descriptor(0, Long.decode(address), length, flags, next);
        assertReason(reason, this::collect);
    }

    @Test
    void refusesATableInATable() {
        driver.descriptor(0, TABLE, 16, INDIRECT, 0);
        TestRing.descriptorAt(memory.at(TABLE), TABLE, 16, INDIRECT, 0);
        assertReason("an indirect descriptor inside a chain or table", this::collect);
    }

    @Test
    void refusesATableThatWasNotNegotiated() {
        driver.descriptor(0, TABLE, 16, INDIRECT, 0);
        driver.offer(0);
        assertReason(
                "an indirect descriptor, not negotiated",
                () -> ring(NO_INDIRECT, 0).gather(chains, MAX));
    }

    @Test
    void tellsHowMuchIsToBeWritten() {
        driver.descriptor(0, BUFFER, 10, NEXT, 1);
        driver.descriptor(1, BUFFER, 3, WRITE | NEXT, 2);
        driver.descriptor(2, BUFFER, 4, WRITE, 0);
        collect();
        assertEquals(17, chains.bytes(0));
        assertEquals(7, chains.writable(0));
    }

    @Test
    void refusesABufferToReadBehindOneToWrite() {
        driver.descriptor(0, BUFFER, 10, WRITE | NEXT, 1);
        driver.descriptor(1, BUFFER, 10, 0, 0);
        assertReason("a buffer for the device to read behind one to write", this::collect);
    }

    private void collect() {
        driver.offer(0);
        assertEquals(1, ring(PLAIN, 0).gather(chains, MAX));
        segments.clear();
        chains.copyPieces(0, segments);
    }

    private void fill(long guestAddress, int bytes, int first) {
        for (int i = 0; i < bytes; i++) {
            RawMemory.putByte(memory.at(guestAddress + i), (byte) (first + i));
        }
    }
}
