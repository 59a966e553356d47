package io.sidecore.vhostuser.ring;

import static io.sidecore.vhostuser.rig.TestMemory.FIRST;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.Memfd;
import io.sidecore.vhostuser.rig.TestMemory;
import io.sidecore.vhostuser.rig.TestPackedRing;
import io.sidecore.vhostuser.rig.TestRing;
import io.sidecore.vhostuser.sys.RawMemory;
import java.util.BitSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** While a guest migrates, the pages in which a ring gives chains back are noted. */
class LoggedRingTest {

    private static final int SIZE = 512;
    private static final int LOG_BYTES = 4096;
    private static final long LOGGED_AS = 0x200000;
    private static final long BUFFER = FIRST + 0x6000;

    private final TestMemory memory = new TestMemory();
    private final Memfd bitmap = new Memfd(LOG_BYTES);
    private final DirtyLog log = new DirtyLog(bitmap.mapAgain(), 0, LOG_BYTES);
    private final Chains chains = new Chains(SIZE);

    @AfterEach
    void close() {
        log.close();
        bitmap.close();
        memory.close();
    }

    private DeviceRing split(TestRing driver, long logAddress) {
        RingPlace place = driver.place();
        DeviceRing ring = new SplitRing(
                memory.guest(),
                new RingPlace(SIZE, place.descriptors(), place.driver(), place.device(), logAddress),
                0,
                new RingFeatures(Features.VERSION_1));
        ring.begin();
        return ring;
    }

    private void giveBack(DeviceRing ring, int count) {
        chains.clear();
        assertEquals(count, ring.gather(chains, count));
        for (int i = 0; i < count; i++) {
            ring.note(i, chains, i, 1);
        }
        ring.complete(count);
        ring.publish();
        ring.published();
    }

    private String pages() {
        byte[] bytes = new byte[LOG_BYTES];
        RawMemory.get(bitmap.address(), bytes);
        RawMemory.clear(bitmap.address(), LOG_BYTES);
        return BitSet.valueOf(bytes).toString();
    }

    /** 4 bytes before the entries, 8 for each: entry 511 begins 4092 bytes in, on the first page, and ends on the next. */
    @Test
    void aSplitRingMarksItsEntriesAndItsIndexWhereTheFrontendSays() {
        TestRing driver = new TestRing(memory.at(FIRST), SIZE);
        for (int i = 0; i < SIZE; i++) {
            driver.descriptor(i, BUFFER, 10, 0, 0);
            driver.offer(i);
        }
        DeviceRing ring = split(driver, LOGGED_AS);
        memory.guest().setDirtyLog(log);
        giveBack(ring, SIZE - 1);
        assertEquals("{512}", pages());
        giveBack(ring, 1);
        assertEquals("{512, 513}", pages());
        memory.guest().setDirtyLog(null);
        driver.offer(0);
        giveBack(ring, 1);
        assertEquals("{}", pages());
    }

    @Test
    void aSplitRingWhoseFrontendDoesNotWantItMarksNothing() {
        TestRing driver = new TestRing(memory.at(FIRST), SIZE);
        driver.descriptor(0, BUFFER, 10, 0, 0);
        driver.offer(0);
        memory.guest().setDirtyLog(log);
        giveBack(split(driver, RingPlace.NOT_LOGGED), 1);
        assertEquals("{}", pages());
    }

    /** Its descriptors are two pages, from 0x10000 on. */
    @Test
    void aPackedRingMarksTheDescriptorsThatItWrote() {
        TestPackedRing driver = new TestPackedRing(memory.at(FIRST), SIZE);
        RingPlace place = driver.place();
        long shift = memory.guest().hostAddress(FIRST, 1) - memory.at(FIRST); // the device has a mapping of its own
        DeviceRing ring = new PackedRing(
                memory.guest(),
                new RingPlace(SIZE, place.descriptors() + shift, place.driver(), place.device(), LOGGED_AS),
                PackedLayout.WRAP,
                new RingFeatures(Features.VERSION_1));
        memory.guest().setDirtyLog(log);
        for (int i = 0; i < SIZE; i++) {
            driver.offer(i, BUFFER, 10, 0);
        }
        giveBack(ring, 256);
        assertEquals("{16}", pages());
        giveBack(ring, 1);
        assertEquals("{17}", pages());
        giveBack(ring, 255);
        driver.offer(0, BUFFER, 10, 0);
        giveBack(ring, 1);
        assertEquals("{16, 17}", pages());
    }
}
