package io.sidecore.vhostuser.ring;

import static io.sidecore.vhostuser.rig.TestMemory.FIRST;
import static io.sidecore.vhostuser.ring.SplitLayout.INDIRECT;
import static io.sidecore.vhostuser.ring.SplitLayout.NEXT;
import static io.sidecore.vhostuser.ring.SplitLayout.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.TestMemory;
import io.sidecore.vhostuser.rig.TestPackedRing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Descriptors in a packed ring that no driver may write. */
class HostilePackedRingTest {

    private static final int SIZE = 8;
    private static final int MAX = 16;
    private static final long BUFFER = FIRST + 0x1000;
    private static final long TABLE = FIRST + 0x2000;
    private static final long FEATURES = Features.VERSION_1 | Features.RING_PACKED;

    private final TestMemory memory = new TestMemory();
    private final TestPackedRing driver = new TestPackedRing(memory.at(FIRST), SIZE);
    private final Chains chains = new Chains(MAX);
    private final DeviceRing ring = ring(FEATURES | Features.INDIRECT_DESC);

    @AfterEach
    void close() {
        memory.close();
    }

    private DeviceRing ring(long features) {
        return new PackedRing(memory.guest(), driver.place(), PackedLayout.WRAP, new RingFeatures(features));
    }

    private void assertRefused(String reason, DeviceRing by) {
        RingException e = assertThrows(RingException.class, () -> by.gather(chains, MAX));
        assertEquals(reason, e.reason());
    }

    @ParameterizedTest
    @CsvSource({
        "0x11000, 0,  0, a descriptor of 0 bytes",
        "0x11000, -1, 0, a descriptor of 4294967295 bytes",
        "0xffff,  1,  0, 'a buffer at guest address 0xffff of 1 bytes, outside the guest''s memory'",
        "0x1ffff, 2,  0, 'a buffer at guest address 0x20000 of 1 bytes, outside the guest''s memory'",
        "0x11000, 16, 5, an indirect descriptor inside a chain or table",
        "0x11000, 15, 4, an indirect table of 15 bytes",
        "0x11000, 0,  4, a descriptor of 0 bytes",
        "0x11000, -16, 4, a descriptor of 4294967280 bytes",
        "0x17ff8, 16, 4, 'a buffer at guest address 0x17ff8 of 16 bytes, outside the guest''s memory'",
        "0x11000, 524304, 4, an indirect table of 524304 bytes",
    })
    void refusesADescriptor(String address, int length, int flags, String reason) {
        driver.offer(0, Long.decode(address), length, flags);
        assertRefused(reason, ring);
    }

    @Test
    void refusesAChainLongerThanTheRing() {
        for (int slot = 0; slot < SIZE; slot++) {
            driver.put(slot, 0, BUFFER, 1, NEXT);
        }
        assertRefused("a chain of more than 8 descriptors, so it loops", ring);
    }

    /** Slots whose chains the driver was not yet given back are not its own. */
    @Test
    void refusesAChainThatGoesOnIntoChainsThatWereTaken() {
        driver.offer(0, BUFFER, 1, 0);
        assertEquals(1, ring.gather(chains, MAX));
        for (int slot = 0; slot < SIZE; slot++) {
            driver.put(slot, 0, BUFFER, 1, NEXT);
        }
        chains.clear();
        assertRefused("a chain of more than 8 descriptors, so it loops", ring);
    }

    @Test
    void refusesATableInsideAChain() {
        driver.put(1, 0, TABLE, 16, INDIRECT);
        driver.put(0, 0, BUFFER, 1, NEXT);
        assertRefused("an indirect descriptor inside a chain or table", ring);
    }

    @Test
    void refusesATableInATable() {
        TestPackedRing.descriptorAt(memory.at(TABLE), 0, TABLE, 16, INDIRECT);
        driver.offer(0, TABLE, 16, INDIRECT);
        assertRefused("an indirect descriptor inside a chain or table", ring);
    }

    @Test
    void refusesATableThatWasNotNegotiated() {
        driver.offer(0, TABLE, 16, INDIRECT);
        assertRefused("an indirect descriptor, not negotiated", ring(FEATURES));
    }

    @Test
    void refusesABufferToReadBehindOneToWrite() {
        driver.put(1, 0, BUFFER, 10, 0);
        driver.put(0, 0, BUFFER, 10, WRITE | NEXT);
        assertRefused("a buffer for the device to read behind one to write", ring);
    }

    /** What came before a bad chain is still served; and the bad one leaves no trace there. */
    @Test
    void givesTheChainsBeforeABadOne() {
        driver.offer(1, BUFFER, 10, 0);
        driver.put(1, 0, 0, 1, 0);
        driver.put(0, 0, BUFFER, 1, NEXT);
        assertEquals(1, ring.gather(chains, MAX));
        assertRefused("a buffer at guest address 0x0 of 1 bytes, outside the guest's memory", ring);
        driver.put(0, 2, BUFFER, 20, 0); // as a guest may change its mind
        assertEquals(1, ring.gather(chains, MAX));
        Segments pieces = new Segments();
        chains.copyPieces(0, pieces);
        assertEquals(10, pieces.bytes());
        pieces.clear();
        chains.copyPieces(1, pieces);
        assertEquals(20, pieces.bytes());
    }
}
